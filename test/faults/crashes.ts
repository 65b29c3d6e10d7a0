/** Kills the real server again and again while classes play, and holds every acknowledgement against what is on disk. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { databaseIn, openSqlite } from '../../server/store/sqlite.ts';
import { ServerProcess } from '../e2e/process.ts';
import { Die } from '../simulation/world.ts';
import { Class, type Difference, type Plan } from './class.ts';
import { until } from './until.ts';

export interface CrashPlan {
  seed: number;
  kills: number;
  classes: number;
  /** in each class */
  phones: number;
}

export interface CrashFigures {
  acknowledged: number;
  /** what was acknowledged and was not on disk after a kill, or at the end */
  lost: string[];
  /** turns that are in a log twice */
  doubled: string[];
  /** phones that do not show the end as the log has it */
  misled: string[];
  /** what SQLite found wrong with the file of a killed server */
  corrupt: string[];
  /** milliseconds from the listening socket to the last phone's view, after each kill that let them come back */
  back: number[];
}

/** How often the next kill does not wait for the phones to be back. */
const early = 0.2;

export async function crash({ seed, kills, classes, phones }: CrashPlan): Promise<CrashFigures> {
  const die = new Die(seed);
  const figures: CrashFigures = { acknowledged: 0, lost: [], doubled: [], misled: [], corrupt: [], back: [] };
  const server = await ServerProcess.start();
  const plan: Plan = { urlOf: () => server.url, phones, thinks: () => die.between(20, 400) };
  const open = () => Promise.all(Array.from({ length: classes }, () => Class.play(server, plan)));
  const rooms = await open();
  try {
    for (let kill = 0; kill < kills; kill++) {
      await setTimeout(die.between(0, 1_000));
      await server.kill('SIGKILL');
      const handsets = rooms.flatMap((room) => room.handsets);
      // what had been acknowledged has been heard by now
      await until('every line is lost', () => handsets.every(({ phone }) => !phone.connection.canSpeak));
      await judgeDisk(server, rooms, figures);
      await server.start();
      const listening = performance.now();
      if (die.chance(early)) continue;
      await until('every phone is back', () => handsets.every(({ viewedAt }) => viewedAt > listening));
      figures.back.push(Math.max(...handsets.map(({ viewedAt }) => viewedAt)) - listening);
      if (rooms.some(({ isOver }) => isOver)) rooms.push(...(await open()));
    }
    figures.misled = (await Promise.all(rooms.map((room) => room.end()))).flat();
    for (const room of rooms) note(room.compare((await room.replay()).events), figures);
    figures.acknowledged = rooms.reduce((sum, room) => sum + room.acknowledged, 0);
    return figures;
  } finally {
    for (const room of rooms) room.close();
    await server.dispose();
  }
}

/** Looks into a copy of the files that a killed server has left, as the next one will find them. */
async function judgeDisk(
  server: ServerProcess,
  rooms: readonly Class[],
  figures: CrashFigures,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'token-telephone-'));
  cpSync(server.folder, folder, { recursive: true });
  const database = new Database(databaseIn(folder));
  const found = database.pragma('integrity_check', { simple: true });
  database.close();
  if (found !== 'ok') figures.corrupt.push(String(found));
  const store = openSqlite(databaseIn(folder));
  for (const room of rooms) note(room.compare(await store.read(room.session.id, 0)), figures);
  await store.close();
  rmSync(folder, { recursive: true });
}

function note({ lost, doubled }: Difference, figures: CrashFigures): void {
  figures.lost.push(...lost);
  figures.doubled.push(...doubled);
}
