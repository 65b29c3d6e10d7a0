/** How much may be said in a minute: whoever says more is refused, and whoever still goes on is cut. */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Reply } from '../../shared/session/reply.ts';
import { LruSet, tooMany, type TooMany } from './rate-limiter.ts';
import { heardThrough, type Line } from '../gateway/admission.ts';

/** A packet costs a point, and four where it is refused. */
const costOfRefusal = 4;
/** What a connection says is counted so many points at a time: to look its name up for each packet costs too much. */
const atOnce = 10;
const minute = 60;

export class MessageLimiter {
  readonly #points: number;
  readonly #spent: RateLimiterMemory;
  readonly #speakers = new LruSet((who) => void this.#spent.delete(who));

  /** @param points how many there are to spend in a minute */
  constructor(points: number) {
    this.#points = points;
    this.#spent = new RateLimiterMemory({ points, duration: minute });
  }

  /**
   * Counts so many points.
   *
   * @returns for how many milliseconds there are none left, and whether twice as many were spent
   */
  async spend(who: string, cost: number): Promise<{ refusedFor: number; isCut: boolean }> {
    this.#speakers.add(who);
    const { consumedPoints, msBeforeNext } = await this.#spent.penalty(who, cost);
    const refusedFor = consumedPoints > this.#points ? msBeforeNext : 0;
    return { refusedFor, isCut: consumedPoints > 2 * this.#points };
  }

  /** Counts so many points, and refuses who was cut, until the minute is over. */
  async refuseCut(who: string, cost: number): Promise<TooMany | null> {
    const { refusedFor, isCut } = await this.spend(who, cost);
    return isCut ? tooMany(refusedFor) : null;
  }
}

type Answer = (reply: Reply) => void;

/** Before it is let in a connection has to say who it is, and little else: whoever says so much is cut. */
const mostByNobody = 100;

/** One connection, which says something: under whose name it counts is known once it has been let in. */
export class ConnectionMeter {
  readonly #talk: MessageLimiter;
  readonly #cut: () => void;
  #who: string | null = null;
  #saidByNobody = 0;
  /** points that are not counted yet */
  #uncounted = 0;
  /** until when it is refused, by `performance.now()` */
  #refusedUntil = 0;

  /** @param cut ends the connection at once */
  constructor(talk: MessageLimiter, cut: () => void) {
    this.#talk = talk;
    this.#cut = cut;
  }

  identify(who: string): void {
    this.#who = who;
  }

  /** It has said something, of whatever kind. */
  speaks(cost = 1): void {
    if (this.#who === null) {
      if (++this.#saidByNobody > mostByNobody) this.#cut();
      return;
    }
    this.#uncounted += cost;
    if (this.#uncounted >= atOnce) void this.#count(this.#who);
  }

  /** It says no more: what is not counted yet is counted now, or many short connections would say much for nothing. */
  ends(): void {
    if (this.#who !== null) void this.#count(this.#who);
  }

  async #count(who: string): Promise<void> {
    const points = this.#uncounted;
    this.#uncounted = 0;
    const { refusedFor, isCut } = await this.#talk.spend(who, points);
    if (refusedFor > 0) this.#refusedUntil = performance.now() + refusedFor;
    if (isCut) this.#cut();
  }

  /** The same line, on which nothing is heard that is too much. */
  limited(line: Line): Line {
    return heardThrough(line, (hear) => (name, ...args) => {
      const answer = typeof args.at(-1) === 'function' ? (args.pop() as Answer) : () => {};
      const wait = this.#refusedUntil - performance.now();
      if (wait > 0) answer({ ok: false, error: tooMany(wait).error });
      else hear(name, ...args, this.#counted(answer));
    });
  }

  #counted(answer: Answer): Answer {
    return (reply) => {
      if (!reply.ok) this.speaks(costOfRefusal - 1);
      answer(reply);
    };
  }
}
