/** Arguments of the database commands: the file on the command line, the folder from the environment. */
import { resolve } from 'node:path';
import { readConfig } from '../server/config.ts';
import { databaseIn } from '../server/store/sqlite/sqlite.ts';

/** The one argument, as a path. */
export function fileOrGiveUp(usage: string, args = process.argv.slice(2)): string {
  const [file, ...more] = args;
  if (file === undefined || more.length > 0) giveUp(`Usage: ${usage}`);
  return resolve(file);
}

/** The database that the server would use with this environment. */
export function databaseOrGiveUp(): string {
  const config = readConfig(process.env);
  if (typeof config === 'string') giveUp(config);
  if (config.databaseUrl !== null)
    giveUp('DATABASE_URL is set: back up and restore PostgreSQL with pg_dump and pg_restore.');
  return databaseIn(config.dataDir);
}

export function giveUp(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
