/** docs/who-may.md, cell by cell, on a real server. */
import express from 'express';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { calls } from '../../../shared/wire/validate.ts';
import { HandClock } from '../../support/hand-clock.ts';
import { TestServer } from '../../support/server.ts';
import { Client, type Board } from '../../support/clients.ts';
import { speakUninvited } from './intruder.ts';
import { payloadsIn, setScene, type Scene } from './scene.ts';
import { cellsUnder, type Cell } from './table.ts';

const everyCall = Object.values(calls).flatMap((each) => Object.keys(each));
const onTheSocket = cellsUnder('On the socket', everyCall);
const overHttp = cellsUnder('Over HTTP');

const roles = ['nobody', 'unseated', 'seated', 'kicked', 'board', 'host'];
const stages = ['lobby', 'own text', 'own refit', "another's turn", 'watching', 'paused', 'finished'];
const httpRoles = ['nobody', 'player', 'other host', 'host'];
const httpStages = ['lobby', 'playing', 'watching', 'paused', 'finished'];

/** Everybody at every stage. */
const pairs = (who: readonly string[], when: readonly string[]) =>
  who.flatMap((one) => when.map((stage) => [one, stage] as const));

/** The name of every cell that there must be, in order. */
const cross = (calls: readonly string[], cells: ReturnType<typeof pairs>) =>
  calls.flatMap((call) => cells.map(([who, stage]) => `${call} · ${who} · ${stage}`)).sort();

const named = (cells: readonly Cell[]) =>
  cells.map(({ call, who, stage }) => `${call} · ${who} · ${stage}`).sort();

/** A server whose clock stands still: what is there changes by calls alone. */
const stillServer = () => TestServer.start({ clock: new HandClock() });

async function seqOf(host: Board): Promise<number> {
  const { events } = (await host.ask('tail', { after: 0 })) as unknown as { events: { seq: number }[] };
  return events.at(-1)!.seq;
}

describe('on the socket', () => {
  test('every emit of the protocol has one cell for each role at each stage', () => {
    expect(everyCall.length).toBeGreaterThan(0);
    expect(named(onTheSocket)).toEqual(cross(['connect', ...everyCall], pairs(roles, stages)));
  });

  async function answerOf(server: TestServer, scene: Scene, who: string, call: string): Promise<string> {
    const { session, clients, credentials } = scene;
    if (call === 'connect') {
      const client = new Client(server.url, session.code, credentials[who]!);
      return client.until(() => client.refusal?.code ?? (client.socket.connected && 'ok'));
    }
    const payload = payloadsIn(scene)[call];
    const client = clients[who];
    if (client) return client.code(call, payload);
    return speakUninvited(server.url, session.code, credentials[who]!, [call, payload]);
  }

  test.each(pairs(roles, stages))(
    '%s, %s: each call is answered as the table says, and a refused one changes nothing',
    async (who, stage) => {
      const server = await stillServer();
      const cells = onTheSocket.filter((cell) => cell.who === who && cell.stage === stage);
      const answers: Record<string, string> = {};
      const scene = await setScene(server, stage);
      const before = await seqOf(scene.host);
      for (const { call } of cells.filter(({ answer }) => answer !== 'ok'))
        answers[call] = await answerOf(server, scene, who, call);
      expect(await seqOf(scene.host)).toBe(before);
      for (const { call } of cells.filter(({ answer }) => answer === 'ok'))
        answers[call] = await answerOf(server, await setScene(server, stage), who, call);
      expect(answers).toEqual(Object.fromEntries(cells.map(({ call, answer }) => [call, answer])));
    },
  );
});

describe('over HTTP', () => {
  test('every route of the server has one cell for each role at each stage', async () => {
    const routes = vi.spyOn(express.Router.prototype as express.Router, 'route');
    onTestFinished(() => routes.mockRestore());
    await stillServer();
    const served = routes.mock.results.flatMap(({ value }) => {
      const { path, methods } = value as { path: string; methods: Record<string, boolean> };
      return Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`);
    });
    const calls = [...new Set(overHttp.map(({ call }) => call))];
    const routesOf = calls.map((call) => call.replace(/^(\w+) \/api/, '$1 ').replace(/\.[\w.]+$/, ''));
    expect(new Set(served)).toEqual(new Set(routesOf));
    expect(named(overHttp)).toEqual(cross(calls, pairs(httpRoles, httpStages)));
  });

  async function answerOf(server: TestServer, scene: Scene, who: string, call: string): Promise<string> {
    const { session, credentials } = scene;
    const keys: Record<string, string | undefined> = {
      player: credentials['seated']!.key,
      'other host': (await server.create()).hostKey,
      host: session.hostKey,
    };
    const [method, path] = call.split(' ') as [string, string];
    const address = path.replace(':code', session.code).replace(':id', session.id).replace('{*path}', 'lab');
    const key = keys[who];
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const response = await server.fetch(address, { method, headers });
    const text = await response.text();
    if (response.ok) return String(response.status);
    return `${response.status} ${(JSON.parse(text) as { error: { code: string } }).error.code}`;
  }

  test.each(pairs(httpRoles, httpStages))(
    '%s, %s: each call is answered as the table says',
    async (who, stage) => {
      const server = await stillServer();
      const scene = await setScene(server, stage);
      const cells = overHttp.filter((cell) => cell.who === who && cell.stage === stage);
      const answers: Record<string, string> = {};
      for (const { call } of cells) answers[call] = await answerOf(server, scene, who, call);
      expect(answers).toEqual(Object.fromEntries(cells.map(({ call, answer }) => [call, answer])));
    },
  );
});
