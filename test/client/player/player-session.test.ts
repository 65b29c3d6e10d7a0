/** A player's session on a fake device: calls that the server refuses for now, and turns that it has forgotten. */
import { expect, test } from 'vitest';
import { OwnDraws } from '../../../client/player/own-draws.ts';
import { PlayerSession } from '../../../client/player/player-session.svelte.ts';
import { defaultConfig } from '../../../shared/session/config.ts';
import { refuse } from '../../../shared/session/result.ts';
import type { View } from '../../../shared/view/views.ts';
import { fakeDevice } from '../../support/network/fake-device.ts';
import { settled } from '../../support/hand-clock.ts';

const view = { now: 0, seq: 1, phase: 'lobby', turns: [], deadline: null, you: null, config: {} };

test('a call that is refused waits as long as the server says, whatever views come meanwhile', async () => {
  const { device, socket, wait } = fakeDevice();
  const session = new PlayerSession('KRTWB', device, () => Promise.resolve({ OwnDraws }));
  await settled();
  socket.fire('connect');
  socket.message('view', view);
  session.join();
  expect(socket.sent).toBe(1);
  const refusal = refuse('too_many', '');
  refusal.error.retryAfter = 20;
  socket.answer(refusal);
  await settled();
  wait(24_999);
  socket.message('view', { ...view, seq: 2 });
  expect(socket.sent).toBe(1);
  wait(1);
  expect(socket.sent).toBe(2);
  socket.answer(refuse('try_again', ''));
  await settled();
  socket.message('view', { ...view, seq: 3 });
  expect(socket.sent).toBe(3);
});

test('a turn that is over before it was played here is missed, until another one is played', async () => {
  const { device, socket } = fakeDevice();
  const session = new PlayerSession('KRTWB', device, () => Promise.resolve({ OwnDraws }));
  const you = { player: 1, name: 'Ada', line: [] };
  const turn = (round: number) => ({ step: 'generate', rollout: 0, round, seed: 1, p: 0.5, k: 1 });
  const show = (seq: number, ...turns: object[]) =>
    socket.message('view', { ...view, phase: 'playing', you, seq, turns });
  socket.fire('connect');
  show(1, turn(0));
  expect(session.missed).toBeNull();
  show(2);
  expect(session.missed).toMatchObject({ round: 0 });
  show(3, turn(1));
  expect(session.missed).toMatchObject({ round: 0 });
  session.write(session.view!.turns[0]!, '1');
  expect(session.missed).toBeNull();
  show(4);
  expect(session.missed).toBeNull();
});

const turn = { step: 'refit', rollout: 0, round: 3, text: '0110100110', writer: null } as const;

function viewWith(seq: number, turns: View['turns']): View {
  const you = { player: 1, name: 'Ada', away: false, rollout: 0, line: [0.5], forecast: null };
  return {
    ...{ seq, now: 0, phase: 'playing', title: '', config: defaultConfig, round: 3, step: 'refit' },
    ...{ deadline: null, you, turns, next: true },
    class: { players: 1, rollouts: 1, ends: [0, 0], mean: 0.5, atEnd: [] },
  };
}

/** A page whose turn was granted. */
async function played() {
  const { device, socket } = fakeDevice();
  const session = new PlayerSession('KRTWB', device, () => Promise.resolve({ OwnDraws }));
  await settled();
  socket.fire('connect');
  socket.message('view', viewWith(20, [turn]));
  session.refit(turn, 5);
  socket.answer({ ok: true, p: 0.5 });
  await settled();
  expect([session.unconfirmed, socket.asked]).toMatchObject([0, [{ name: 'refit' }]]);
  return { socket, session };
}

test('a turn that was granted and is open again is said again by itself', async () => {
  const { socket, session } = await played();
  socket.message('view', viewWith(12, [turn]));
  expect(session.screen.name).not.toBe('refit');
  expect(socket.asked.slice(1)).toMatchObject([
    { name: 'refit', payload: { rollout: 0, round: 3, ones: 5 } },
  ]);
  socket.answer({ ok: true, p: 0.5 });
  await settled();
  expect(session.unconfirmed).toBe(0);
});

test('a turn that was granted and is closed is not said again', async () => {
  const { socket } = await played();
  socket.message('view', viewWith(21, []));
  expect(socket.asked).toHaveLength(1);
});
