/** Whether a database is one that this release can read. */

/**
 * @returns the version of a database
 * @throws where a later release than this one, whose newest is `newest`, has written it; with a sentence
 */
export function checkVersion(version: number, newest: number): number {
  if (version > newest)
    throw new Error(
      `the database was written by a later release (schema version ${version}, this release supports ${newest}). Start that release, or restore a backup made by this one.`,
    );
  return version;
}
