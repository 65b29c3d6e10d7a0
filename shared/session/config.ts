/** What a host chooses before the start. The numbers of the defaults are the essay's. */
import type { Regime } from '../model/unigram.ts';

export interface Config {
  /** how many rollouts there are: one, one for each team, or one for each player present at the start */
  play: 'relay' | 'teams' | 'everyone';
  /** how many teams, 2 to 8; fewer where fewer are seated */
  teams: number;
  /** p(0), between 0 and 1, both excluded */
  start: number;
  /** k, tokens in a text, 1 to 1,000 */
  textLength: number;
  /** n, rounds in a rollout, 1 to 200 */
  rounds: number;
  /** after how many rounds the server plays on by itself, 0 to 200; null: never */
  handRounds: number | null;
  regime: Regime;
  /** `throw`: the turn's seed draws the tokens; `type`: students make them up */
  writing: 'throw' | 'type';
  /** how long a step waits for its turns, 3 to 300 seconds; null: for ever */
  turnSeconds: number | null;
  /** `auto`: the next round opens by itself; `manual`: when the host says so */
  pace: 'auto' | 'manual';
  /** milliseconds between two steps, 0 to 10,000, in which the board moves */
  beat: number;
  /** whether names are given out or chosen by the players */
  names: 'generated' | 'free';
  /** whether anyone can join after the start */
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

/** The share of real tokens under `mix` where nobody has chosen one. */
export const defaultFresh = 0.1;

/** Least and most of a whole number, both included. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** What each whole number of a config may be. The shares, `start` and `fresh`, lie between 0 and 1, both excluded. */
export const configLimits = {
  teams: { min: 2, max: 8 },
  textLength: { min: 1, max: 1000 },
  rounds: { min: 1, max: 200 },
  handRounds: { min: 0, max: 200 },
  turnSeconds: { min: 3, max: 300 },
  beat: { min: 0, max: 10_000 },
} satisfies Partial<Record<keyof Config, Limits>>;

/** The most characters of a session's title. */
export const maxTitleLength = 120;

/** How many players a session seats, simulated ones among them. */
export const maxPlayers = 250;
