/** Data files of a server that has ended, inspected in a copy. */
import { cpSync } from 'node:fs';
import Database from 'better-sqlite3';
import { databaseIn, openSqlite } from '../../server/store/sqlite/sqlite.ts';
import type { Class } from '../support/class.ts';
import { temporaryFolder } from '../support/tmp.ts';
import { until } from '../support/until.ts';

/**
 * Checks what was acknowledged to classes against the disk.
 *
 * @param folder the server's folder of data
 * @returns what is lost or there twice, and what SQLite finds wrong
 */
export async function checkDisk(folder: string, rooms: readonly Class[]) {
  // what had been acknowledged has been heard once the connections are lost
  const devices = rooms.flatMap((room) => room.devices);
  await until('every connection is lost', () => devices.every(({ page }) => !page.connection.canSend));
  using copy = temporaryFolder();
  cpSync(folder, copy.path, { recursive: true });
  const database = new Database(databaseIn(copy.path));
  const found = database.pragma('integrity_check', { simple: true }) as string;
  database.close();
  const store = openSqlite(databaseIn(copy.path));
  const compared = await Promise.all(
    rooms.map(async (room) => room.compare(await store.read(room.session.id, 0))),
  );
  await store.close();
  return {
    lost: compared.flatMap(({ lost }) => lost),
    doubled: compared.flatMap(({ doubled }) => doubled),
    corrupt: found === 'ok' ? [] : [found],
  };
}
