/** Games recorded by release 0.1: same decisions, rows and frames for ever. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { PacketType } from 'socket.io-parser';
import { Encoder } from '../../server/gateway/encoder.ts';
import { PreEncodedJson } from '../../server/room/pre-encoded-json.ts';
import { rowOf } from '../../server/store/append.ts';
import type { Command } from '../../shared/session/command.ts';
import { decide } from '../../shared/session/rules/decide.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { evolve } from '../../shared/session/evolve.ts';
import type { State } from '../../shared/session/state.ts';
import { partsOfViews } from '../../shared/view/views.ts';
import recorded from './fixtures/recorded-games.json' with { type: 'json' };

/** One command, and what the release made of it; `rows`, `state` and `frames` are the beginnings of SHA-256s. */
interface Step {
  now: number;
  command: Command;
  events: SessionEvent[];
  /** the rows of the store */
  rows: string;
  /** the state afterwards, as JSON */
  state: string;
  /** the views of a device without a seat and of each player, then a board's batch, a line each */
  frames: string;
}

const { secret } = recorded;
const games = recorded.games as unknown as { created: SessionEvent; steps: Step[] }[];
const encoder = new Encoder();

describe.each(games.map((game, index) => ({ ...game, index })))('recorded game $index', (game) => {
  test('its commands are decided as they were', () => {
    let state = evolve(null, game.created);
    for (const { now, command, events } of game.steps) {
      const decision = decide(state, command, { now, secret });
      expect(decision.events).toEqual(events);
      state = decision.state;
    }
  });

  test('its log folds to the same states, is stored as the same rows and sent as the same frames', () => {
    let state = evolve(null, game.created);
    for (const { now, events, ...digests } of game.steps) {
      const from = state.seq + 1;
      for (const event of events) state = evolve(state, event);
      const frames = [...viewsOf(state, now), packet('events', { from, now, events })];
      expect({
        rows: digestOf(JSON.stringify(events.map(rowOf))),
        state: digestOf(JSON.stringify(state)),
        frames: digestOf(frames.map(withoutAdditions).join('\n')),
      }).toEqual({ rows: digests.rows, state: digests.state, frames: digests.frames });
    }
  });
});

function viewsOf(state: State, now: number): string[] {
  const { shared, own } = partsOfViews(state, { id: 'an-id', secret });
  const players = [null, ...state.players.map(({ player }) => player)];
  return players.map((player) =>
    packet('view', PreEncodedJson.join(JSON.stringify(shared), own(player, now))),
  );
}

function packet(name: string, payload: unknown): string {
  return encoder.encode({ type: PacketType.EVENT, nsp: '/', data: [name, payload] })[0];
}

/** A frame without the fields that later releases have added. */
function withoutAdditions(frame: string): string {
  return frame.replaceAll(/,"classExact":\d+/g, '');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
