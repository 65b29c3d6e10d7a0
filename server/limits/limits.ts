/** Rate limits by address and by key. They never delay hosts and seated players, nor rooms known at an address. */
import { LRUCache } from 'lru-cache';
import type { Result } from '../../shared/session/result.ts';
import { parseCode } from '../../shared/wire/room-code.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { MessageLimiter } from './message-limiter.ts';
import { CodeQueue } from './code-queue.ts';
import { maxKeys, RateLimiter, tooMany, type TooMany } from './rate-limiter.ts';

/** Connecting a board costs this many messages, since it is sent the whole log. */
const boardCost = 20;

/** A look-up of a room. */
export interface LookUp {
  address: string;
  /** as it came */
  code: unknown;
  /** a player's key, by which devices that wait with the same code are counted */
  device?: string | undefined;
}

const waiting = 'Too many wrong codes came from this network, so codes wait their turn here.';

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
  /** replays and exports, each of which takes up to some megabytes; a class that opens its replay waits in line */
  readonly downloads = new ConcurrencyLimit({ each: 4, all: 24, waiting: 250 });
  readonly messages: MessageLimiter;
  /** devices that connect without a seat; a whole school that joins at once stays far below */
  readonly #strangers: RateLimiter;
  /** codes found from each address, as "address code"; `everywhere`: the other servers know it as well */
  readonly #found = new LRUCache<string, 'here' | 'everywhere'>({ max: maxKeys });
  /** by address, where codes wait */
  readonly #queues = new LRUCache<string, CodeQueue>({ max: 1_000 });

  /**
   * @param messagesPerMinute messages of a key; a refused call counts as four
   * @param strangersPerMinute connections of devices without a seat from one address
   */
  constructor(messagesPerMinute = 1_000, strangersPerMinute = 20_000) {
    this.messages = new MessageLimiter(messagesPerMinute);
    this.#strangers = new RateLimiter({ burst: strangersPerMinute, every: 60 / strangersPerMinute });
  }

  /**
   * Looks a room up by its code. An address with too many misses still finds rooms that it found before, and whoever
   * shows that they are no guesser finds theirs at once. Other codes wait in a fair queue, since nobody can tell a
   * right one from a lucky guess.
   *
   * @param isProven whether the code is right and a key, a pass or the address proves that it is no guess; takes as
   *   long for a wrong code
   */
  async find<R extends Result>(
    { address, code, device = '' }: LookUp,
    look: () => Promise<R>,
    isProven: () => Promise<boolean>,
  ): Promise<R | TooMany> {
    const plain = String(parseCode(code));
    const known = `${address} ${plain}`;
    const lookFreely = async () => {
      const result = await look();
      return isMiss(result) ? this.miss(address, result) : result;
    };
    if (this.#found.has(known)) return lookFreely();
    const attempt = () => {
      this.#leave(address, plain);
      return look();
    };
    const waitOf = () => this.#queues.get(address)?.wait(plain) ?? 0;
    let result = await this.misses.attempt(address, attempt, isMiss, waitOf);
    if (isTooMany(result)) {
      if (!(await isProven())) return this.#enqueue(address, plain, device);
      result = await lookFreely();
    }
    if (result.ok && !this.#found.has(known)) this.#found.set(known, 'here');
    return result;
  }

  /** Counts a miss. @returns the given refusal, or `TooMany` above the limit */
  miss<R extends Result>(address: string, refusal: R): R | TooMany {
    return this.misses.take(address) ?? refusal;
  }

  /**
   * Marks a room as known at an address where a key of it was seen.
   *
   * @param store tells the other servers; called once, or again where it has failed (false)
   */
  async know(address: string, code: string, store: () => Promise<boolean>): Promise<void> {
    const known = `${address} ${code}`;
    if (this.#found.get(known) === 'everywhere') return;
    this.#found.set(known, 'everywhere');
    if (!(await store())) this.#found.set(known, 'here');
  }

  /** Gives a device a place in its address's queue, and says when it is to ask again. */
  #enqueue(address: string, code: string, device: string): TooMany {
    const queue = this.#queues.get(address) ?? new CodeQueue(() => performance.now());
    queue.enter(code, device);
    this.#queues.set(address, queue);
    return tooMany(this.misses.wait(address) || queue.wait(code), waiting);
  }

  #leave(address: string, code: string): void {
    if (this.#queues.get(address)?.leave(code)) this.#queues.delete(address);
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

function isTooMany(result: Result): result is TooMany {
  return !result.ok && result.error.code === 'too_many';
}

/** A code of before is no guess: a class's devices still hold yesterday's, and share an address with today's. */
function isMiss(result: Result): boolean {
  if (result.ok) return false;
  const { code, expired } = result.error;
  return (code === 'room_not_found' && !expired) || code === 'bad_key';
}
