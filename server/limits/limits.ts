/** Limits by address and by key. Whoever has a seat, or comes to a room known at its address, is not held up. */
import { LRUCache } from 'lru-cache';
import type { Result } from '../../shared/session/result.ts';
import { parseCode } from '../../shared/wire/room-code.ts';
import { MessageLimiter } from './message-limiter.ts';
import { maxKeys, RateLimiter, type TooMany } from './rate-limiter.ts';

/** A board is sent the whole log, so its connection costs as much as so many messages. */
const boardCost = 20;

/** A client that has passed its handshake, as the limits see it. */
export type Caller =
  | { role: 'player'; address: string; keyHash: string; isSeated: boolean }
  | { role: 'host'; address: string; code: string }
  | { role: 'board'; address: string };

export class Limits {
  /**
   * Wrong codes, ids and keys. There are 20^5 codes, so among 1,000 live rooms one in 3,200 guesses is right, and
   * 3,200 × 27 s are a day. The first 60 save half an hour of it.
   */
  readonly misses = new RateLimiter({ burst: 60, every: 27 });
  /** wrong passwords of hosts */
  readonly passwords = new RateLimiter({ burst: 20, every: 30 });
  /** new sessions; the teachers of a school share one address */
  readonly sessions = new RateLimiter({ burst: 120, every: 30 });
  readonly messages: MessageLimiter;
  /** Devices that connect and have no seat yet. A school that joins at once stays far below. */
  readonly #strangers: RateLimiter;
  /** pairs of an address and a code that it has found */
  readonly #found = new LRUCache<string, true>({ max: maxKeys });

  /**
   * @param messagesPerMinute what a key may send: so many messages, or a quarter of that in refused ones
   * @param strangersPerMinute how many devices without a seat may connect from an address
   */
  constructor(messagesPerMinute = 1_000, strangersPerMinute = 20_000) {
    this.messages = new MessageLimiter(messagesPerMinute);
    this.#strangers = new RateLimiter({ burst: strangersPerMinute, every: 60 / strangersPerMinute });
  }

  /**
   * Looks a room up by its code. From an address with too many misses only those rooms are found that it found
   * before: one who guesses does not lock out the class beside.
   */
  async find<R extends Result>(address: string, code: unknown, look: () => Promise<R>): Promise<R | TooMany> {
    const known = `${address} ${parseCode(code)}`;
    if (this.#found.get(known)) {
      const result = await look();
      return isMiss(result) ? this.miss(address, result) : result;
    }
    const result = await this.misses.attempt(address, look, isMiss);
    if (result.ok) this.#found.set(known, true);
    return result;
  }

  /** Counts a miss. @returns its refusal, or that there were too many before */
  miss<R extends Result>(address: string, refusal: R): R | TooMany {
    return this.misses.take(address) ?? refusal;
  }

  /** An address knows a room: its host opened it there. */
  knows(address: string, code: string): void {
    this.#found.set(`${address} ${code}`, true);
  }

  /** Refuses a banned key, and devices without a seat where too many of them came from one address. */
  admit(caller: Caller): TooMany | null {
    if (caller.role === 'player' && !caller.isSeated) return this.#strangers.take(caller.address);
    return this.messages.admit(messageKey(caller), caller.role === 'board' ? boardCost : 1);
  }
}

/** The key under which a client's messages count. Boards have none of their own, so those of an address share one. */
export function messageKey(caller: Caller): string {
  switch (caller.role) {
    case 'player':
      return caller.keyHash;
    case 'host':
      return `host of ${caller.code}`;
    case 'board':
      return `boards at ${caller.address}`;
  }
}

function isMiss(result: Result): boolean {
  return !result.ok && (result.error.code === 'room_not_found' || result.error.code === 'bad_key');
}
