/** A board's session on a fake device: look-ups that the server refuses for now, and a log that begins anew. */
import { expect, test, vi } from 'vitest';
import { BoardSession } from '../../../client/game/board-session.svelte.ts';
import { defaultConfig } from '../../../shared/session/config.ts';
import { refuse, type Result } from '../../../shared/session/result.ts';
import { createSession } from '../../../shared/session/rules/decide.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import type { RoomSummary } from '../../../shared/wire/http.ts';
import { fakeDevice } from '../../support/network/fake-device.ts';
import { settled } from '../../support/hand-clock.ts';

const secret = '0'.repeat(32);
const details = { config: defaultConfig, title: '', code: 'KRTWB', secret, secretGiven: false };
const created = createSession(details, 1);
const started = { seq: 2, at: 2, type: 'started', rollouts: 1, teams: null, owners: [1] } as const;
const finished = { seq: 3, at: 3, type: 'finished', reason: 'stopped', secret } as const;
const tooMany = refuse('too_many', '');
tooMany.error.retryAfter = 20;

test('a board finds its replay as soon as the server lets it look', async () => {
  const { device, socket, wait } = fakeDevice();
  const summary = { id: 'abc', code: 'KRTWB', title: '' } as RoomSummary;
  const answers: Result<{ value: RoomSummary }>[] = [
    tooMany,
    refuse('try_again', ''),
    { ok: true, value: summary },
  ];
  const find = vi.fn(async () => answers.shift()!);
  const session = new BoardSession('KRTWB', 'board', null, device, find);
  socket.fire('connect');
  socket.message('events', { from: 1, now: 0, events: [created, started, finished] });
  await settled();
  wait(24_999);
  expect(find).toHaveBeenCalledTimes(1);
  wait(1);
  await settled();
  wait(2_000);
  await settled();
  expect([find.mock.calls.length, session.replayId]).toEqual([3, 'abc']);
});

test('a board that may not read the events that it lacks reads them as soon as it may', async () => {
  const { device, socket, wait } = fakeDevice();
  const session = new BoardSession('KRTWB', 'board', null, device);
  socket.fire('connect');
  socket.message('events', { from: 2, now: 0, events: [] });
  socket.answer(tooMany);
  await settled();
  expect(socket.sent).toBe(1);
  wait(25_000);
  socket.answer({ ok: true, events: [created] });
  await settled();
  socket.answer({ ok: true, events: [] });
  await settled();
  expect([socket.sent, session.board?.state.code]).toEqual([3, 'KRTWB']);
});

const lock = (seq: number, at: number, locked: boolean): SessionEvent => ({
  seq,
  at,
  type: 'locked',
  locked,
});

function openBoard() {
  const { device, socket, opened } = fakeDevice();
  const session = new BoardSession('KRTWB', 'board', null, device);
  socket.fire('connect');
  return { socket, session, handshake: () => opened()!.handshake() };
}

test('a board says which event it has last, by seq and time', () => {
  const { socket, handshake } = openBoard();
  expect(handshake()).toEqual({ version: 1, role: 'board', after: 0, at: 0 });
  socket.message('events', { from: 1, now: 0, events: [created, lock(2, 2_000, true)] });
  expect(handshake()).toMatchObject({ after: 2, at: 2_000 });
});

test('a reset makes everything void that a board had', () => {
  const { socket, session, handshake } = openBoard();
  const before = [created, lock(2, 2_000, true), lock(3, 3_000, false)];
  socket.message('events', { from: 1, now: 0, events: before });
  socket.message('events', { from: 1, now: 0, events: [created, lock(2, 2_500, true)], reset: true });
  expect(session.board!.state).toMatchObject({ seq: 2, locked: true });
  expect(handshake()).toMatchObject({ after: 2, at: 2_500 });
});

test('what a board had asked for before a reset is not added to what came with it', async () => {
  const { socket, session } = openBoard();
  socket.message('events', { from: 1, now: 0, events: [created] });
  socket.message('events', { from: 3, now: 0, events: [lock(3, 3_000, false)] });
  expect(socket.asked).toMatchObject([{ name: 'tail', payload: { after: 1 } }]);
  socket.message('events', { from: 1, now: 0, events: [created, lock(2, 2_500, true)], reset: true });
  socket.answer({ ok: true, events: [lock(2, 2_000, false), lock(3, 3_000, false)] });
  await settled();
  expect(session.board!.state).toMatchObject({ seq: 2, locked: true });
});
