/** Session config, which the host sets before the start, with defaults (from the essay) and limits. */
import type { Regime } from '../model/unigram.ts';

export interface Config {
  /** number of rollouts: one, one for each team, or one for each player present at the start */
  play: 'relay' | 'teams' | 'everyone';
  /** number of teams, 2 to 8; fewer where fewer players are seated */
  teams: number;
  /** p(0), between 0 and 1, both excluded */
  start: number;
  /** k, tokens in a text, 1 to 1,000 */
  textLength: number;
  /** n, rounds in a rollout, 1 to 200 */
  rounds: number;
  /** rounds played by hand, 0 to 200, before the server plays the rest; null: all */
  handRounds: number | null;
  regime: Regime;
  /** `throw`: the turn's seed draws the tokens; `type`: students make them up */
  writing: 'throw' | 'type';
  /** time limit of a step, 3 to 300 seconds; null: none */
  turnSeconds: number | null;
  /** whether the next round opens automatically or when the host advances */
  pace: 'auto' | 'manual';
  /** pause between two steps, 0 to 10,000 milliseconds, for the board's animation */
  beat: number;
  /** whether names are generated or chosen by the players */
  names: 'generated' | 'free';
  /** whether players can join after the start */
  lateJoin: boolean;
}

export const defaultConfig: Config = {
  play: 'everyone',
  teams: 4,
  start: 0.5,
  textLength: 10,
  rounds: 60,
  handRounds: 10,
  regime: { kind: 'replace' },
  writing: 'throw',
  turnSeconds: 20,
  pace: 'auto',
  beat: 800,
  names: 'generated',
  lateJoin: true,
};

/**
 * Whether a model at 0 or 1 stays there: it has collapsed. Under `mix` real tokens bring it back, and a text that is
 * typed can have any tokens. Under `accumulate` no model gets there.
 */
export function isAbsorbing({ regime, writing }: Pick<Config, 'regime' | 'writing'>): boolean {
  return regime.kind === 'replace' && writing === 'throw';
}

/** The default share of real tokens under `mix`. */
export const defaultFresh = 0.1;

/** Range of an integer, both ends included. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** Ranges of a config's integers. The shares `start` and `fresh` lie between 0 and 1, both excluded. */
export const configLimits = {
  teams: { min: 2, max: 8 },
  textLength: { min: 1, max: 1000 },
  rounds: { min: 1, max: 200 },
  handRounds: { min: 0, max: 200 },
  turnSeconds: { min: 3, max: 300 },
  beat: { min: 0, max: 10_000 },
} satisfies Partial<Record<keyof Config, Limits>>;

/** characters */
export const maxTitleLength = 120;

/** Seats of a session, including those of bots. */
export const maxPlayers = 250;
