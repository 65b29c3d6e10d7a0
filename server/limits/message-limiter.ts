/** Message rate limit per key: refuses above the limit, and disconnects at twice the limit for a minute. */
import { LRUCache } from 'lru-cache';
import { maxKeys, RateLimiter, tooMany, type TooMany } from './rate-limiter.ts';

/** Tokens that a refused call costs beyond the one of every packet. */
const refusalSurcharge = 3;
/** Tokens of one connection that are charged at a time: a look-up for each message would cost a busy server 3 %. */
const batchSize = 10;
/** Packets before a connection is identified; it needs one for its handshake, and little else. */
const maxUnidentified = 100;
const minute = 60_000;

export class MessageLimiter {
  readonly #limit: number;
  readonly #now: () => number;
  readonly #budget: RateLimiter;
  /** end of each key's ban */
  readonly #bannedUntil = new LRUCache<string, number>({ max: maxKeys });

  /** @param perMinute tokens that a key may spend in a minute */
  constructor(perMinute: number, now = () => performance.now()) {
    this.#limit = perMinute;
    this.#now = now;
    this.#budget = new RateLimiter({ burst: perMinute, every: 60 / perMinute }, now);
  }

  /** Charges tokens. @returns for how many milliseconds the key's messages are refused, and whether it is banned */
  charge(key: string, tokens: number): { refusedFor: number; isBanned: boolean } {
    this.#budget.charge(key, tokens);
    // twice the limit: the bucket owes as much as it can hold
    if (this.#budget.wait(key, -this.#limit) > 0) {
      this.#budget.reset(key);
      this.#bannedUntil.set(key, this.#now() + minute);
    }
    const banned = (this.#bannedUntil.get(key) ?? 0) - this.#now();
    return { refusedFor: Math.max(banned, this.#budget.wait(key, 0)), isBanned: banned > 0 };
  }

  /** Charges tokens for a new connection, and refuses it while its key is banned. */
  admit(key: string, tokens: number): TooMany | null {
    const { refusedFor, isBanned } = this.charge(key, tokens);
    return isBanned ? tooMany(refusedFor) : null;
  }
}

/** Counts what one connection sends, under the key that its handshake proves. */
export class ConnectionMeter {
  readonly #limiter: MessageLimiter;
  readonly #terminate: () => void;
  readonly #now: () => number;
  #key: string | null = null;
  #unidentified = 0;
  /** tokens that are not charged yet */
  #uncharged = 0;
  #refusedUntil = 0;

  /** @param terminate ends the connection at once */
  constructor(limiter: MessageLimiter, terminate: () => void, now = () => performance.now()) {
    this.#limiter = limiter;
    this.#terminate = terminate;
    this.#now = now;
  }

  identify(key: string): void {
    this.#key = key;
  }

  /** Records a packet of any kind. */
  record(tokens = 1): void {
    if (this.#key === null) {
      if (++this.#unidentified > maxUnidentified) this.#terminate();
      return;
    }
    this.#uncharged += tokens;
    if (this.#uncharged >= batchSize) this.#charge(this.#key);
  }

  /** Records that a call was refused, whose packet is recorded already. */
  recordRefusal(): void {
    this.record(refusalSurcharge);
  }

  /** Refuses calls while the key is over its limit. */
  refuse(): TooMany | null {
    const wait = this.#refusedUntil - this.#now();
    return wait > 0 ? tooMany(wait) : null;
  }

  /** Charges the rest when the connection closes, or many short connections would cost nothing. */
  close(): void {
    if (this.#key !== null) this.#charge(this.#key);
  }

  #charge(key: string): void {
    const { refusedFor, isBanned } = this.#limiter.charge(key, this.#uncharged);
    this.#uncharged = 0;
    if (refusedFor > 0) this.#refusedUntil = this.#now() + refusedFor;
    if (isBanned) this.#terminate();
  }
}
