/** Table of turns, the common base of all exports: one row for each rollout and round. */
import type { By, SessionEvent } from '../../../shared/session/event.ts';
import type { Replay } from '../../../shared/wire/http.ts';

/** One text and the model fitted on it; null where that has not been played. */
export interface Turn {
  rollout: number;
  round: number;
  /** p(t), of the model that wrote the text */
  p: number;
  text: string;
  writtenBy: By;
  /** milliseconds since 1970 */
  writtenAt: number;
  ones: number | null;
  /** p(t + 1) */
  pNext: number | null;
  refittedBy: By | null;
  refittedAt: number | null;
}

/** The columns of every table, in order. */
export const columns = [
  ...(['rollout', 'round', 'p', 'text', 'ones', 'p_next'] as const),
  ...(['written_by', 'refitted_by', 'written_at', 'refitted_at'] as const),
];
export type Column = (typeof columns)[number];

/** What a table shows. Turns may come as they are read. */
export interface Table {
  names: ReadonlyMap<number, string>;
  turns: Iterable<Turn> | AsyncIterable<Turn>;
}

export function tableOf(replay: Pick<Replay, 'events' | 'config'>): Table {
  return { names: namesIn(replay.events), turns: turnsOf(replay) };
}

/** The names of a log's players, by number. */
export function namesIn(events: readonly SessionEvent[]): ReadonlyMap<number, string> {
  return new Map(events.flatMap((event) => (event.type === 'joined' ? [[event.player, event.name]] : [])));
}

/** All turns of a replay, by rollout and then by round. */
export function turnsOf({ events, config }: Pick<Replay, 'events' | 'config'>): Turn[] {
  const rollouts = new Map<number, Turn[]>();
  for (const event of events) {
    if (event.type === 'generated') {
      const turns = rollouts.get(event.rollout) ?? [];
      rollouts.set(event.rollout, [...turns, written(event, turns.at(-1)?.pNext ?? config.start)]);
    } else if (event.type === 'refitted') {
      const turn = rollouts.get(event.rollout)![event.round]!;
      const { ones, p: pNext, by: refittedBy, at: refittedAt } = event;
      Object.assign(turn, { ones, pNext, refittedBy, refittedAt });
    }
  }
  return [...rollouts.keys()].toSorted((a, b) => a - b).flatMap((rollout) => rollouts.get(rollout)!);
}

function written(event: Extract<SessionEvent, { type: 'generated' }>, p: number): Turn {
  const { rollout, round, tokens: text, by: writtenBy, at: writtenAt } = event;
  const open = { ones: null, pNext: null, refittedBy: null, refittedAt: null };
  return { rollout, round, p, text, writtenBy, writtenAt, ...open };
}
