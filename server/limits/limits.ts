/** What an address may try and a line may say. Whoever has a seat, or comes to a room known there, is not held up. */
import { parseCode } from '../../shared/wire/api.ts';
import { RateLimiter, isTooMany, LruSet, type TooMany } from './rate-limiter.ts';
import type { AdmittedClient } from '../gateway/admission.ts';
import { MessageLimiter } from './message-limiter.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A board is read the whole log to, so its connection counts as so many words. */
const costOfBoard = 20;

export class Limits {
  /**
   * Wrong codes, ids and keys. There are 20^5 codes, so among 1,000 live rooms one in 3,200 guesses is right, and
   * 3,200 × 27 s are a day. The 60 that are free at first are half an hour of it.
   */
  readonly misses = new RateLimiter({ burst: 60, anew: 2 * day, every: 27 });
  /** wrong passwords of hosts */
  readonly passwords = new RateLimiter({ burst: 20, anew: day, every: 30 });
  /** new sessions; the teachers of a school are one address */
  readonly sessions = new RateLimiter({ burst: 120, anew: hour, every: 30 });
  readonly talk: MessageLimiter;
  /** Devices that connect and have no seat yet. A school that joins at once stays below it by far. */
  readonly #strangers: RateLimiter;
  /** addresses, each with a code that it has found */
  readonly #found = new LruSet();

  /**
   * @param wordsPerMinute how much a key may say: a thousand packets, or 250 that are refused
   * @param strangersPerMinute how many phones without a seat may connect from an address
   */
  constructor(wordsPerMinute = 1_000, strangersPerMinute = 20_000) {
    this.talk = new MessageLimiter(wordsPerMinute);
    this.#strangers = new RateLimiter({ burst: strangersPerMinute, anew: minute, every: minute });
  }

  /**
   * Looks a room up by its code. From an address that was wrong too often only those rooms are found that it found
   * before: one who guesses does not lock out the class beside.
   *
   * @param judge says whether it was found, whether the guess was wrong, or neither
   */
  async find<T>(
    address: string,
    code: unknown,
    look: () => Promise<T>,
    judge: (result: T) => 'found' | 'wrong' | 'neither',
  ): Promise<T | TooMany> {
    const isWrong = (result: T) => judge(result) === 'wrong';
    if (this.#found.has(`${address} ${parseCode(code)}`)) {
      const result = await look();
      return isWrong(result) ? this.misses.charge(address, result) : result;
    }
    const result = await this.misses.attempt(address, look, isWrong);
    if (!isTooMany(result) && judge(result) === 'found') this.knows(address, parseCode(code)!);
    return result;
  }

  /** An address knows a room: its host opened it there. */
  knows(address: string, code: string): void {
    this.#found.add(`${address} ${code}`);
  }

  /** Refuses who was cut for saying too much, and whom too many came before who took no seat. */
  mayConnect(guest: AdmittedClient, address: string): Promise<TooMany | null> {
    const isStranger = guest.role === 'player' && guest.room.seatOf(guest.phone.keyHash) === null;
    if (isStranger) return this.#strangers.count(address);
    return this.talk.refuseCut(nameOf(guest, address), guest.role === 'board' ? costOfBoard : 1);
  }
}

/**
 * The name under which a guest's words count: a seat's, or a host's, is its key. Boards have none, and are read the
 * log to, so those of an address count as one.
 */
export function nameOf(guest: AdmittedClient, address: string): string {
  if (guest.role === 'player') return guest.phone.keyHash;
  return guest.role === 'host' ? `host of ${guest.room.row.code}` : `boards at ${address}`;
}
