/** Whether a database is one that this release can read. */

/**
 * @returns the version of a database
 * @throws where a later release than this one, whose newest is `newest`, has written it; with a sentence
 */
export function checkVersion(version: number, newest: number): number {
  if (version > newest)
    throw new Error(
      `a later release has written this database (its version is ${version}, this release knows ${newest}). Start that release, or restore a backup of this one.`,
    );
  return version;
}
