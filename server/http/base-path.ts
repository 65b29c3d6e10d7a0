/** The path of the host below which the server stands: some proxies take it off requests, and some do not. */
import type { IncomingMessage, Server as HttpServer } from 'node:http';

/** @returns the path of a public URL, with a slash at both ends; `/` where there is no URL */
export function basePathOf(publicUrl: string | null): string {
  return publicUrl === null ? '/' : `${new URL(publicUrl).pathname}/`.replace(/\/+$/, '/');
}

/** Takes a base path off every request that still has it, before any listener that was there before. */
export function stripBasePath(http: HttpServer, base: string): void {
  const strip = (request: IncomingMessage) => {
    if (`${request.url}/` === base) request.url = '/';
    else if (request.url?.startsWith(base)) request.url = request.url.slice(base.length - 1);
  };
  http.prependListener('request', strip).prependListener('upgrade', strip);
}
