/** Draws that nobody can choose: which seals the start fixes, when they are revealed, and the turn key. */
import type { Config } from './config.ts';
import { canonicalJson, digestOf, turnKey } from './secret.ts';
import type { Draws, Player, Seal, Started, State } from './state.ts';

/** Milliseconds that a start waits for the bytes of sealed players. */
export const revealTime = 3_000;

/** What the start fixes, before any player's bytes are known. */
export interface Fixed {
  commitment: string;
  config: Config;
  rollouts: number;
  teams: readonly (readonly number[])[] | null;
  owners: readonly number[] | null;
  seals: readonly Seal[];
}

/** H: SHA-256 of the canonical JSON of what the start fixes, as 64 lower-case hex characters. */
export function fixedDigest(fixed: Fixed): string {
  return digestOf(canonicalJson(fixed));
}

/** What the start of a session has fixed; null where that were no seals. */
export function fixedIn({ commitment, config, rollouts, owners, draws }: Started): Fixed | null {
  if (draws === undefined) return null;
  const { teams, seals } = draws;
  return { commitment, config, rollouts: rollouts.length, teams, owners, seals };
}

/**
 * The players whose seals a start fixes: those who are online. None where the secret was given, and in `type` writing,
 * where nothing is drawn.
 */
export function playersToSeal({ secretDrawn, config, players }: State): number[] {
  if (!secretDrawn || config.writing === 'type') return [];
  const isSealed = ({ seal, online, kicked }: Player) => seal !== undefined && online && !kicked;
  return players.filter(isSealed).map(({ player }) => player);
}

/** Whether the game has started and round 0 waits for players' bytes. */
export function isRevealing(state: State): state is Started & { draws: Draws } {
  return (
    (state.phase === 'playing' || state.phase === 'paused') &&
    state.draws !== undefined &&
    state.step === null
  );
}

/** How many players' bytes are in the draws, and how many of those that were sealed are not. */
export interface BytesIn {
  in: number;
  missing: number;
}

export function bytesIn({ seals, revealed }: Draws): BytesIn {
  return { in: revealed.length, missing: seals.length - revealed.length };
}

/**
 * What gives the texts of a session: `typed` by hand; `given`, a secret that somebody chose; `secret`, one that the
 * server alone drew; `players`, such a secret and bytes of theirs.
 */
export type Source = { kind: 'typed' | 'given' | 'secret' } | ({ kind: 'players' } & BytesIn);

export function sourceOf({ config, secretDrawn, draws }: Started): Source {
  if (config.writing === 'type') return { kind: 'typed' };
  if (!secretDrawn) return { kind: 'given' };
  return draws ? { kind: 'players', ...bytesIn(draws) } : { kind: 'secret' };
}

/** Computed once: thousands of turns of a session have one key. */
const keys = new WeakMap<Draws, { secret: string; key: string }>();

/** The key of a session's draws: of the secret and all revealed bytes, or the secret itself where none are sealed. */
export function turnKeyOf({ draws }: Started, secret: string): string {
  if (draws === undefined) return secret;
  const known = keys.get(draws);
  if (known?.secret === secret) return known.key;
  const key = turnKey(secret, draws.fixed, draws.revealed);
  keys.set(draws, { secret, key });
  return key;
}
