/** Disk budget: what games may write in a day, for each address and in all. */
import type { HostCommand } from '../../shared/session/command.ts';
import { refuse, type Refusal } from '../../shared/session/result.ts';
import { playersHere, seated, type State } from '../../shared/session/state.ts';
import { RateLimiter } from './rate-limiter.ts';

const secondsOfDay = 24 * 60 * 60;
/** of the server's budget, what one address may use */
const shareOfAddress = 0.1;
/** of the server's budget, what is kept for ordinary games */
const reserve = 0.1;
/** Bytes of a game that no address is too poor for: a class of thirty over 60 rounds writes 1 MB. */
const ordinary = 4_000_000;

export class DiskBudget {
  readonly #perDay: number;
  readonly #server: RateLimiter;
  readonly #addresses: RateLimiter;

  /**
   * @param perDay bytes, which can be used at once and come back over a day
   * @param now monotonic time in milliseconds
   */
  constructor(perDay: number, now?: () => number) {
    this.#perDay = perDay;
    this.#server = new RateLimiter({ burst: perDay, every: secondsOfDay / perDay }, now);
    const own = perDay * shareOfAddress;
    this.#addresses = new RateLimiter({ burst: own, every: secondsOfDay / own }, now);
  }

  /**
   * Takes what a host's command leads to, which for a start is the whole game: what has begun is never broken off.
   *
   * @returns a refusal where that is not left
   */
  take(address: string, state: State, command: HostCommand): Refusal | null {
    const bytes = bytesOf(state, command);
    if (bytes === 0) return null;
    const isOrdinary = bytes <= ordinary;
    const kept = isOrdinary ? 0 : this.#perDay * reserve;
    const isLeft = this.#server.wait('', bytes + kept) === 0;
    if (!isLeft || (!isOrdinary && this.#addresses.wait(address, bytes) > 0)) return tooLarge(bytes);
    this.#server.charge('', bytes);
    this.#addresses.charge(address, bytes);
    return null;
  }
}

/** Tokens above which a row has a page of 4 kB of its own in SQLite, beside a part of another one. */
const longText = 880;

/** Bytes of SQLite's file that a command leads to. Measured: 241 MB for 250 models over 200 rounds of 1,000 tokens. */
function bytesOf(state: State, command: HostCommand): number {
  if (state.phase !== 'lobby') return 0;
  if (command.type === 'bots')
    return 250 * Math.abs(command.count - seated(state).filter(({ bot }) => bot).length);
  if (command.type !== 'start') return 0;
  const { play, teams, rounds, textLength } = state.config;
  const here = playersHere(state).length;
  const rollouts = { relay: Math.min(1, here), teams: Math.min(teams, here), everyone: here }[play];
  const text = textLength > longText ? 4_700 : 120 + textLength * 1.4;
  return rounds * (rollouts * (text + 180) + 400);
}

function tooLarge(bytes: number): Refusal {
  const size = Math.max(1, Math.round(bytes / 1e6));
  return refuse(
    'disk_budget',
    `This game would fill ${size} MB of the server's disk, and today there is no room for that. A smaller one, with fewer rounds or tokens, may fit.`,
  );
}
