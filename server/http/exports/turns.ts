/** Table of turns, the common base of all exports: one row for each rollout and round. */
import type { By, SessionEvent } from '../../../shared/session/event.ts';
import { rolloutsOf, type StoredSession } from './stored-session.ts';

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

/** Texts that are read at once, of at most a thousand tokens each: a workbook takes some 4 ms for as many rows. */
const textsAtOnce = 40;

/** What a table shows. All names are there before the first turn. */
export interface Table {
  names: ReadonlyMap<number, string>;
  turns: AsyncIterable<Turn>;
}

export function tableOf(session: StoredSession): Table {
  const names = new Map<number, string>();
  return { names, turns: turnsOf(session, names) };
}

/**
 * All turns of a session, by rollout and then by round, read as they are taken. The log has them by round, so it is read
 * once for everything but the texts (28 bytes for each turn), and then text by text.
 *
 * @param names are added to, by player
 */
export async function* turnsOf(session: StoredSession, names = new Map<number, string>()) {
  const played = new PlayedTurns(rolloutsOf(session), session.head.config.rounds);
  for await (const page of session.pages())
    for (const event of page)
      if (event.type === 'joined') names.set(event.player, event.name);
      else played.add(event);
  for (const rows of played.inGroups(textsAtOnce)) {
    const events = await session.pick(rows.map((row) => played.seqs[row]!));
    for (const [index, row] of rows.entries())
      yield played.turn(row, events[index] as Written, session.head.config.start);
  }
}

type Written = Extract<SessionEvent, { type: 'generated' }>;
type Refitted = Extract<SessionEvent, { type: 'refitted' }>;

/** Turns without their texts, in columns; row `rollout × rounds + round`. */
class PlayedTurns {
  readonly #rounds: number;
  /** of the event that wrote each text; 0 where it has not been written */
  readonly seqs: Int32Array;
  readonly #ones: Int32Array;
  readonly #pNext: Float64Array;
  /** 0 for the server */
  readonly #refittedBy: Int32Array;
  /** 0 where it has not been refitted */
  readonly #refittedAt: Float64Array;

  constructor(rollouts: number, rounds: number) {
    const rows = rollouts * rounds;
    this.#rounds = rounds;
    this.seqs = new Int32Array(rows);
    this.#ones = new Int32Array(rows);
    this.#pNext = new Float64Array(rows);
    this.#refittedBy = new Int32Array(rows);
    this.#refittedAt = new Float64Array(rows);
  }

  add(event: SessionEvent): void {
    if (event.type === 'generated') this.seqs[this.#rowOf(event)] = event.seq;
    else if (event.type === 'refitted') this.#addRefit(event);
  }

  /** The rows that were played, in order, so many at a time. */
  *inGroups(size: number): Generator<number[]> {
    let group: number[] = [];
    for (const [row, seq] of this.seqs.entries()) {
      if (seq === 0) continue;
      if (group.push(row) < size) continue;
      yield group;
      group = [];
    }
    if (group.length > 0) yield group;
  }

  /** @param start p(0) */
  turn(
    row: number,
    { rollout, round, tokens: text, by: writtenBy, at: writtenAt }: Written,
    start: number,
  ): Turn {
    const p = round === 0 ? start : this.#pNext[row - 1]!;
    const turn = { rollout, round, p, text, writtenBy, writtenAt };
    const refittedAt = this.#refittedAt[row]!;
    if (refittedAt === 0) return { ...turn, ones: null, pNext: null, refittedBy: null, refittedAt: null };
    const refittedBy = this.#refittedBy[row]! || 'server';
    return { ...turn, ones: this.#ones[row]!, pNext: this.#pNext[row]!, refittedBy, refittedAt };
  }

  #addRefit(event: Refitted): void {
    const row = this.#rowOf(event);
    this.#ones[row] = event.ones;
    this.#pNext[row] = event.p;
    this.#refittedBy[row] = event.by === 'server' ? 0 : event.by;
    this.#refittedAt[row] = event.at;
  }

  #rowOf({ rollout, round }: Written | Refitted): number {
    return rollout * this.#rounds + round;
  }
}
