/** Paths on this server, which may stand below a path of its host. */

/** The path below which all of the server's are, with a slash at both ends. */
function basePath(): string {
  return document.documentElement.dataset['base'] ?? '/';
}

/** @param path without a slash first */
export function pathTo(path: string): string {
  return basePath() + path;
}

/** What names a page: an address's path without the server's, with a slash first. */
export function pagePath(path: string): string {
  return path.slice(basePath().length - 1);
}

/** The address of this server by which this page came: scheme, host, port and path, without a slash at the end. */
export function serverAddress(): string {
  return location.origin + basePath().slice(0, -1);
}
