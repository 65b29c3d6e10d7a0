/** The server's log at debug level: no personal data. */
import pino from 'pino';
import { expect, test } from 'vitest';
import { hashOf } from '../../server/lib/keys.ts';
import { TestServer } from '../support/server.ts';
import { Board, Client, newKey } from '../support/clients.ts';

/** A server whose log is kept, from a level on. */
async function startLogged(level: string, hostPassword: string | null = null) {
  const lines: string[] = [];
  const logger = pino({ level }, { write: (line: string) => void lines.push(line) });
  return { lines, server: await TestServer.start({ logger, hostPassword }) };
}

test('neither names, keys, codes, titles, texts, passwords nor addresses are logged', async () => {
  const hostPassword = 'chalk and cheese';
  const { lines, server } = await startLogged('trace', hostPassword);
  const secret = '00112233445566778899aabbccddeeff';
  const title = 'Statistics on Tuesday';
  await server.post({ hostPassword: 'chalk and cake', title });
  await server.post({ hostPassword, title, config: { rounds: 0 } });
  const config = { beat: 0, rounds: 2, handRounds: 1, names: 'free' };
  const session = await (await server.post({ hostPassword, title, secret, config })).json();
  const host = await server.host(session);
  const students = await Promise.all([newKey(), newKey()].map((key) => server.student(session, key)));
  for (const [index, name] of ['Ada Lovelace', 'Grace Hopper'].entries())
    expect(await students[index]!.code('join', { name })).toBe('ok');
  expect(await students[0]!.code('Charles Babbage')).toBe('unknown_command');
  expect(await students[0]!.code('generate', 'Charles Babbage')).toBe('bad_request');
  await host.ask('kick', { player: 9 });
  await host.ask('start');
  const { tokens } = await host.heard('generated');
  await host.heard('finished');

  const wrongKey = newKey();
  await new Board(server.url, session.code, wrongKey).refused();
  await new Client(server.url, 'ZZZZZ', { role: 'board' }).refused();
  for (const path of ['ZZZZZ', session.code]) await server.fetch(`/api/rooms/${path}`);
  for (const end of ['', '.csv', '.exe']) await server.fetch(`/api/sessions/${session.id}${end}?name=Ada`);
  expect((await server.delete(session.id, wrongKey)).status).toBe(401);
  expect((await server.delete(session.id, session.hostKey)).status).toBe(204);
  await server.stop();

  const said = lines.join('');
  for (const what of ['created', 'finished', 'deleted by its host'])
    expect(said).toContain(`session ${what}`);
  for (const message of ['handshake refused', 'request completed']) expect(said).toContain(message);
  const keys = [session.hostKey, wrongKey, ...students.map(({ key }) => key)];
  const secrets = [
    ...['Ada', 'Lovelace', 'Hopper', 'Babbage', 'Tuesday', 'chalk', '127.0.0.1', '::ffff', 'ZZZZZ'],
    ...[secret, tokens],
    ...[session.id, session.code, session.code.toLowerCase(), session.commitment],
    ...keys,
    ...keys.map(hashOf),
  ];
  expect(secrets.filter((one) => said.includes(one))).toEqual([]);
});

test('a day without trouble is told in a few lines, and a refusal is no trouble', async () => {
  const { lines, server } = await startLogged('info');
  const { host } = await server.classOf(1, { rounds: 1, handRounds: 0 });
  await host.ask('start');
  await host.heard('finished');
  await server.fetch('/api/rooms/ZZZZZ');
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told).toMatchObject([
    { level: 30, msg: 'session created', session: told[1]!['session'] },
    { level: 30, msg: 'session finished', reason: 'rounds', players: 1 },
  ]);
});

test('the first page of another host is told, which may be the game’s behind a proxy that hides its host', async () => {
  const { lines, server } = await startLogged('info');
  for (const origin of ['https://play.example.org', 'https://elsewhere.example'])
    await server.fetch('/socket.io/?EIO=4&transport=polling', { headers: { origin } });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 40,
      origin: 'https://play.example.org',
      host: new URL(server.url).host,
      msg: expect.stringMatching(/^page of another host refused; .+ set PUBLIC_URL$/),
    }),
  ]);
});
