/** PgBouncer between a server and PostgreSQL: it works in session mode, and is refused at start in its others. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Class } from '../support/class.ts';
import { together } from '../support/dispose.ts';
import { PostgresServer } from '../support/process/postgres-server.ts';
import { ServerProcess } from '../support/process/server-process.ts';
import { until } from '../support/until.ts';
import { startPgBouncer } from './pgbouncer.ts';

let postgres: PostgresServer;
beforeAll(async () => void (postgres = await PostgresServer.start()));
afterAll(() => postgres[Symbol.asyncDispose]());

test('in session mode classes play as without it', async () => {
  await using bouncer = await startPgBouncer(postgres, 'session');
  await using server = await ServerProcess.start({ env: { DATABASE_URL: bouncer.url } });
  using rooms = together(await Class.playAll(3, server, () => ({ devices: 10, thinks: () => 300 })));
  const devices = rooms.flatMap((room) => room.devices);
  await until('every device has played', () =>
    devices.every(({ answers }) => answers.filter(({ reply }) => reply.ok).length > 5),
  );
  expect(await Class.endAll(rooms)).toMatchObject({ lost: [], doubled: [], gaps: [], misled: [] });
});

test.each([
  ['transaction', 'notifications (LISTEN) do not arrive. A connection pooler must be in session mode.'],
  ['statement', 'transaction blocks not allowed in statement pooling mode'],
] as const)('in %s mode the server does not start, and says why', async (mode, sentence) => {
  await using bouncer = await startPgBouncer(postgres, mode);
  await using server = await ServerProcess.launch({ env: { DATABASE_URL: bouncer.url } });
  expect(await server.ended()).toBe(1);
  expect(server.complaints).toContain(sentence);
});
