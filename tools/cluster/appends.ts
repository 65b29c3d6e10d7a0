/** Append throughput of one PostgreSQL, without devices. */
import pino from 'pino';
import { defaultConfig } from '../../shared/session/config.ts';
import { createSession } from '../../shared/session/rules/decide.ts';
import { openPostgres } from '../../server/store/postgres/postgres.ts';
import type { PostgresServer } from '../../test/support/process/postgres-server.ts';

/** @param seconds for which they are counted. @returns durable turns and transactions a second */
export async function countAppends(postgres: PostgresServer, rooms: number, seconds: number) {
  let [turns, commits] = [0, 0];
  const store = await openPostgres(postgres.url, pino({ level: 'silent' }), ({ appends }) => {
    turns += appends.length;
    commits++;
  });
  const until = performance.now() + seconds * 1_000;
  const play = async (room: number) => {
    const id = `room ${room}`;
    const created = { config: defaultConfig, title: '', code: id, secret, secretGiven: true };
    await store.create({ id, code: id, secret, hostKeyHash: '' }, createSession(created, 1));
    for (let seq = 2; performance.now() < until; seq++)
      await store.append(id, { seq: seq - 1, at: seq - 1 }, [{ seq, at: seq, ...turn }], []);
  };
  await Promise.all(Array.from({ length: rooms }, (_, room) => play(room)));
  await store.close();
  return { turns: turns / seconds, commits: commits / seconds };
}

const secret = '00112233445566778899aabbccddeeff';
const turn = { type: 'generated', rollout: 0, round: 0, by: 1, tokens: '0110100110' } as const;
