/** Rate limits by address and by key. They never delay seated players, nor look-ups of rooms known at an address. */
import { LRUCache } from 'lru-cache';
import type { Result } from '../../shared/session/result.ts';
import { parseCode } from '../../shared/wire/room-code.ts';
import { MessageLimiter } from './message-limiter.ts';
import { maxKeys, RateLimiter, type TooMany } from './rate-limiter.ts';

/** Connecting a board costs this many messages, since it is sent the whole log. */
const boardCost = 20;

/** A client that has passed its handshake, as the limits see it. */
export type Caller =
  | { role: 'player'; address: string; keyHash: string; isSeated: boolean }
  | { role: 'host'; address: string; code: string }
  | { role: 'board'; address: string };

export class Limits {
  /**
   * Wrong codes, ids and keys. Of the 20^5 codes one in 3,200 is right with 1,000 live rooms; 3,200 × 27 s are a day,
   * of which the burst saves half an hour.
   */
  readonly misses = new RateLimiter({ burst: 60, every: 27 });
  /** wrong host passwords */
  readonly passwords = new RateLimiter({ burst: 20, every: 30 });
  /** new sessions; the teachers of a school share one address */
  readonly sessions = new RateLimiter({ burst: 120, every: 30 });
  readonly messages: MessageLimiter;
  /** devices that connect without a seat; a whole school that joins at once stays far below */
  readonly #strangers: RateLimiter;
  /** codes found from each address, as "address code" */
  readonly #found = new LRUCache<string, true>({ max: maxKeys });

  /**
   * @param messagesPerMinute messages of a key; a refused call counts as four
   * @param strangersPerMinute connections of devices without a seat from one address
   */
  constructor(messagesPerMinute = 1_000, strangersPerMinute = 20_000) {
    this.messages = new MessageLimiter(messagesPerMinute);
    this.#strangers = new RateLimiter({ burst: strangersPerMinute, every: 60 / strangersPerMinute });
  }

  /**
   * Looks a room up by its code. An address with too many misses still finds rooms that it found before, so that
   * guessing does not lock out a class at the same address.
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

  /** Counts a miss. @returns the given refusal, or `TooMany` above the limit */
  miss<R extends Result>(address: string, refusal: R): R | TooMany {
    return this.misses.take(address) ?? refusal;
  }

  /** Marks a room as known at the address where its host created it. */
  knows(address: string, code: string): void {
    this.#found.set(`${address} ${code}`, true);
  }

  /** Refuses banned keys, and devices without a seat where too many connect from one address. */
  admit(caller: Caller): TooMany | null {
    if (caller.role === 'player' && !caller.isSeated) return this.#strangers.take(caller.address);
    return this.messages.admit(messageKey(caller), caller.role === 'board' ? boardCost : 1);
  }
}

/** The key by which a client's messages count. Boards of one address share a key. */
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

/** A code of before is no guess: a class's devices still hold yesterday's, and share an address with today's. */
function isMiss(result: Result): boolean {
  if (result.ok) return false;
  const { code, expired } = result.error;
  return (code === 'room_not_found' && !expired) || code === 'bad_key';
}
