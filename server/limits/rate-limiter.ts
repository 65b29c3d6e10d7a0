/** Rate limiter: a token bucket for each key, the least recently used of which is forgotten. Kept in memory. */
import { LRUCache } from 'lru-cache';
import { refuse, type Refusal, type Result } from '../../shared/session/result.ts';

/** How many keys are remembered: a few megabytes. */
export const maxKeys = 20_000;

export interface RateLimit {
  /** capacity of a bucket, in tokens */
  burst: number;
  /** seconds in which a bucket gains one token */
  every: number;
}

/** A refusal that passes, in `retryAfter` seconds. */
export type TooMany = Refusal & { retryAfter: number };

export function tooMany(milliseconds: number): TooMany {
  const retryAfter = Math.max(1, Math.ceil(milliseconds / 1000));
  const message = `This was too much at once. Try again in ${retryAfter} s.`;
  return { ...refuse('too_many', message), retryAfter };
}

export function isTooMany(result: Result): result is TooMany {
  return 'retryAfter' in result;
}

export class RateLimiter {
  readonly #capacity: number;
  readonly #perToken: number;
  readonly #now: () => number;
  /** When each bucket is full again; one that is missing is full (the generic cell rate algorithm). */
  readonly #fullAt = new LRUCache<string, number>({ max: maxKeys });
  /** the last attempt of each key */
  readonly #attempts = new Map<string, Promise<unknown>>();

  /** @param now monotonic time in milliseconds */
  constructor({ burst, every }: RateLimit, now = () => performance.now()) {
    this.#perToken = every * 1000;
    this.#capacity = burst * this.#perToken;
    this.#now = now;
  }

  /** Milliseconds until a key's bucket holds so many tokens. */
  wait(key: string, tokens = 1): number {
    const missing = (this.#fullAt.get(key) ?? 0) - this.#now() + tokens * this.#perToken;
    return Math.max(0, missing - this.#capacity);
  }

  /** Takes tokens, even those that are not there: the bucket owes them then. */
  charge(key: string, tokens = 1): void {
    const full = Math.max(this.#fullAt.get(key) ?? 0, this.#now());
    this.#fullAt.set(key, full + tokens * this.#perToken);
  }

  /** Takes one token, or refuses where there is none. */
  take(key: string): TooMany | null {
    const wait = this.wait(key);
    if (wait > 0) return tooMany(wait);
    this.charge(key);
    return null;
  }

  /** Fills a key's bucket. */
  reset(key: string): void {
    this.#fullAt.delete(key);
  }

  /**
   * Makes an attempt that costs a token if it is wrong. Without a token it is not begun, so that a right guess looks
   * like a wrong one. Attempts of one key run one after the other: each begins when the last one is paid for.
   */
  attempt<R extends Result>(
    key: string,
    act: () => Promise<R>,
    isWrong: (result: R) => boolean = ({ ok }) => !ok,
  ): Promise<R | TooMany> {
    const run = async () => {
      const wait = this.wait(key);
      if (wait > 0) return tooMany(wait);
      const result = await act();
      if (isWrong(result)) this.charge(key);
      return result;
    };
    const attempt = (this.#attempts.get(key) ?? Promise.resolve()).then(run, run);
    this.#attempts.set(key, attempt);
    const forget = () => void (this.#attempts.get(key) === attempt && this.#attempts.delete(key));
    attempt.then(forget, forget);
    return attempt;
  }
}
