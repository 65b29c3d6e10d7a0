/** The host's commands by key, and their refusals. */
import { expect, test } from 'vitest';
import type { BoardSession } from '../../../client/game/board-session.svelte.ts';
import { applyEvents } from '../../../client/game/board-state.ts';
import { HostControls } from '../../../client/host/host-controls.svelte.ts';
import { Classroom } from '../../support/session/classroom.ts';

/** A host's page on this room, and what it asks. */
function steer(room: Classroom): { steering: HostControls; asked: unknown[] } {
  const asked: unknown[] = [];
  const session = {
    board: applyEvents(null, room.log),
    ask: (name: string, payload: object) => {
      asked.push([name, payload]);
      return Promise.resolve({ ok: true });
    },
  };
  return { steering: new HostControls(session as unknown as BoardSession), asked };
}

test('next closes the open step and, between rounds, opens the next one', () => {
  const room = new Classroom({ pace: 'manual' }).start(2);
  const open = steer(room);
  void open.steering.next();
  expect(open.asked).toEqual([['advance', { round: 0, step: 'generate' }]]);
  room.playStep().next().playStep();
  const between = steer(room);
  void between.steering.next();
  expect(between.asked).toEqual([['advance', { round: 1, step: null }]]);
});

test('next says why nothing moves where all students have gone, in the middle of a round too', () => {
  const room = new Classroom().start(2).playStep();
  for (const player of [1, 2]) room.send({ type: 'offline', player });
  room.send({ type: 'resume' });
  const { steering, asked } = steer(room);
  void steering.next();
  expect(steering.problem).toBe('Waiting for students: 0 of 2 here.');
  expect(asked).toEqual([]);
});
