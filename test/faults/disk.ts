/** What a server that has ended left on disk, looked at in a copy, so that the next one finds it as it was left. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { databaseIn, openSqlite } from '../../server/store/sqlite/sqlite.ts';
import type { SessionEvent } from '../../shared/session/event.ts';

export interface Left {
  /** what SQLite finds wrong */
  corrupt: string[];
  /** the events of each session that was asked for */
  logs: SessionEvent[][];
}

/** @param folder the server's folder of data */
export async function inspect(folder: string, sessions: readonly string[]): Promise<Left> {
  const copy = mkdtempSync(join(tmpdir(), 'token-telephone-'));
  cpSync(folder, copy, { recursive: true });
  const database = new Database(databaseIn(copy));
  const found = database.pragma('integrity_check', { simple: true }) as string;
  database.close();
  const store = openSqlite(databaseIn(copy));
  const logs = await Promise.all(sessions.map((id) => store.read(id, 0)));
  await store.close();
  rmSync(copy, { recursive: true });
  return { corrupt: found === 'ok' ? [] : [found], logs };
}
