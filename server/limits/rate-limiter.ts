/** Rate limiter: a token bucket for each key, in an in-memory LRU cache. */
import { LRUCache } from 'lru-cache';
import { refuse, type Refusal, type Result } from '../../shared/session/result.ts';

/** Size of the LRU cache: a few megabytes. */
export const maxKeys = 20_000;

export interface RateLimit {
  /** capacity of a bucket, in tokens */
  burst: number;
  /** seconds in which a bucket gains one token */
  every: number;
}

/** A temporary refusal. */
export type TooMany = Refusal & { error: { retryAfter: number } };

export function tooMany(milliseconds: number, why = 'This was too much at once.'): TooMany {
  const retryAfter = Math.max(1, Math.ceil(milliseconds / 1000));
  const message = `${why} Try again in ${retryAfter} s.`;
  return { ok: false, error: { ...refuse('too_many', message).error, retryAfter } };
}

export class RateLimiter {
  readonly #capacity: number;
  readonly #perToken: number;
  readonly #now: () => number;
  /** when each bucket is full again; missing: full (the generic cell rate algorithm) */
  readonly #fullAt = new LRUCache<string, number>({ max: maxKeys });
  /** the latest attempt by key */
  readonly #attempts = new Map<string, Promise<unknown>>();

  /** @param now monotonic time in milliseconds */
  constructor({ burst, every }: RateLimit, now = () => performance.now()) {
    this.#perToken = every * 1000;
    this.#capacity = burst * this.#perToken;
    this.#now = now;
  }

  /** Milliseconds until a key's bucket holds this number of tokens. */
  wait(key: string, tokens = 1): number {
    const missing = (this.#fullAt.get(key) ?? 0) - this.#now() + tokens * this.#perToken;
    return Math.max(0, missing - this.#capacity);
  }

  /** Takes tokens; the bucket may go into debt. */
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

  /** Runs an act that costs a token, which is given back where the act fails. */
  async spend<T extends object>(key: string, act: () => Promise<T>): Promise<T | TooMany> {
    const refusal = this.take(key);
    if (refusal) return refusal;
    try {
      return await act();
    } catch (error) {
      this.charge(key, -1);
      throw error;
    }
  }

  /** Fills a key's bucket. */
  reset(key: string): void {
    this.#fullAt.delete(key);
  }

  /**
   * Runs an attempt that costs a token if it is wrong. With an empty bucket it does not run, so that right and wrong
   * guesses look alike. Attempts with one key run one after the other, or parallel ones would share a token.
   *
   * @param waitOf milliseconds until this attempt may be made, once the bucket holds a token
   */
  attempt<R extends Result>(
    key: string,
    act: () => Promise<R>,
    isWrong: (result: R) => boolean = ({ ok }) => !ok,
    waitOf = () => 0,
  ): Promise<R | TooMany> {
    const run = async () => {
      const wait = this.wait(key) || waitOf();
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
