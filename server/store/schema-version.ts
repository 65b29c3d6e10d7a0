/** Schema version check: refuses a database of a later release. */

/** @throws where the version is above the newest that this release supports; with a sentence */
export function checkVersion(version: number, newest: number): number {
  if (version > newest)
    throw new Error(
      `the database was written by a later release (schema version ${version}, this release supports ${newest}). Start that release, or restore a backup made by this one.`,
    );
  return version;
}
