/** What may go wrong, and how often: some at once, then one in so many seconds for each who tries. Kept in memory. */
import { BurstyRateLimiter, RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { refuse, type Refusal } from '../../shared/session/reply.ts';

/** How many callers are remembered at a time: some 10 MB. */
const most = 20_000;

export interface RateLimit {
  /** so many at once */
  burst: number;
  /** seconds after which there are so many again */
  anew: number;
  /** besides, one in so many seconds */
  every: number;
}

/** A refusal that passes, in so many seconds. */
export type TooMany = Refusal & { retryAfter: number };

export function tooMany(milliseconds: number): TooMany {
  const retryAfter = Math.max(1, Math.ceil(milliseconds / 1000));
  const message = `This was too much at once. Try again in ${retryAfter} s.`;
  return { ...refuse('too_many', message), retryAfter };
}

export function isTooMany(result: unknown): result is TooMany {
  return typeof result === 'object' && result !== null && 'retryAfter' in result;
}

/** Texts of which the oldest is forgotten where there would be too many. */
export class LruSet {
  readonly #texts = new Set<string>();
  readonly #forget: (text: string) => void;

  constructor(forget: (text: string) => void = () => {}) {
    this.#forget = forget;
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  add(text: string): void {
    this.#texts.add(text);
    if (this.#texts.size > most) this.delete(this.#texts.values().next().value!);
  }

  delete(text: string): void {
    this.#texts.delete(text);
    this.#forget(text);
  }
}

export class RateLimiter {
  readonly #rate: RateLimiterMemory;
  readonly #burst: RateLimiterMemory;
  readonly #both: BurstyRateLimiter;
  readonly #callers = new LruSet((who) => {
    void this.#rate.delete(who);
    void this.#burst.delete(who);
  });
  /** the last attempt of each caller */
  readonly #underway = new Map<string, Promise<unknown>>();

  constructor({ burst, anew, every }: RateLimit) {
    this.#rate = new RateLimiterMemory({ points: 1, duration: every });
    this.#burst = new RateLimiterMemory({ points: burst - 1, duration: anew });
    this.#both = new BurstyRateLimiter(this.#rate, this.#burst);
  }

  /** Counts one, and tells where it is one too many. */
  async count(who: string): Promise<TooMany | null> {
    this.#callers.add(who);
    try {
      await this.#both.consume(who);
      return null;
    } catch (over) {
      return tooMany((over as RateLimiterRes).msBeforeNext);
    }
  }

  /** Counts one for what came of it, which is told unless it is one too many. */
  async charge<T>(who: string, result: T): Promise<T | TooMany> {
    return (await this.count(who)) ?? result;
  }

  /**
   * Makes an attempt, and counts it where it goes wrong. Where too many did it is not even begun, so that a right guess
   * looks like a wrong one. One's attempts are made one after the other: none is begun before the last is counted.
   */
  async attempt<T>(
    who: string,
    act: () => Promise<T>,
    isWrong: (result: T) => boolean,
  ): Promise<T | TooMany> {
    const before = this.#underway.get(who);
    const mine = this.#attempt(before, who, act, isWrong);
    this.#underway.set(who, mine);
    try {
      return await mine;
    } finally {
      if (this.#underway.get(who) === mine) this.#underway.delete(who);
    }
  }

  async #attempt<T>(
    before: Promise<unknown> | undefined,
    who: string,
    act: () => Promise<T>,
    isWrong: (result: T) => boolean,
  ): Promise<T | TooMany> {
    await before?.catch(() => {});
    const wait = await this.#wait(who);
    if (wait > 0) return tooMany(wait);
    const result = await act();
    return isWrong(result) ? this.charge(who, result) : result;
  }

  /** Milliseconds until one more may go wrong. */
  async #wait(who: string): Promise<number> {
    const [rate, burst] = await Promise.all([this.#rate.get(who), this.#burst.get(who)]);
    const areSpent = [rate, burst].every(
      (left) => left && left.msBeforeNext > 0 && left.remainingPoints <= 0,
    );
    return areSpent ? Math.min(rate!.msBeforeNext, burst!.msBeforeNext) : 0;
  }
}
