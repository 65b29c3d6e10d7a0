/** What-if questions and answers: computed in a worker, kept in the URL. */
import { turnKeyOf } from '../../shared/session/draws.ts';
import type { Finished, Started } from '../../shared/session/state.ts';
import type { Outlook } from '../../shared/theory/outlook.ts';
import type { Question } from '../../shared/replay/whatif.ts';
import { AddressBar, withParameters } from '../ui/url-state.ts';
import { LatestRequest } from '../workers/latest-request.svelte.ts';
import { TheoryForecast } from '../workers/theory-forecast.svelte.ts';
import { parametersOf, parseWhatIf } from './link.ts';
import type { Asked } from './whatif.worker.ts';
import { lastRoundOf, linesOf, otherBoardAt, type OtherBoard, type OtherWorld } from './world.ts';

export class WhatIf {
  readonly end: Finished;
  /** the exact law of the other world */
  readonly #outlooks = new TheoryForecast();
  readonly #asking = new LatestRequest<Asked, number[][]>(
    () => new Worker(new URL('./whatif.worker.ts', import.meta.url), { type: 'module' }),
  );
  readonly #address = new AddressBar();
  #question = $state.raw<Question | null>(null);
  #wrongLink = $state('');
  /** The world that was asked for, or the one before it while that is being worked out; null where none is. */
  readonly world = $derived.by((): OtherWorld | null => {
    const { answer } = this.#asking;
    if (!this.#question || !answer) return null;
    return { question: answer.question.question, lines: answer.value, behind: linesOf(this.end) };
  });

  /** @param end the finished session, whose secret has the darts */
  constructor(end: Finished) {
    this.end = end;
  }

  /** What is asked; null where nothing is. */
  get question(): Question | null {
    return this.#question;
  }

  /** That world as far as the class has come in this state; null where none is asked for. */
  at(state: Started): OtherBoard | null {
    return this.world && otherBoardAt(this.end, this.world, state);
  }

  /** What theory expects there; null before it is known, and where the world is another one from a later round on. */
  get theory(): Outlook | null {
    const isAsked = this.isCurrent && this.#question?.from === 0 && this.#outlooks.isCurrent;
    return isAsked ? this.#outlooks.current : null;
  }

  /** Whether `world` is the one that was asked for last. */
  get isCurrent(): boolean {
    return this.#asking.isCurrent;
  }

  /** What went wrong, in words; empty where nothing did. */
  get problem(): string {
    if (this.#wrongLink) return `A link cannot ask for ${this.#wrongLink}. This is the class as it was.`;
    return this.#asking.problem && `This could not be worked out: ${this.#asking.problem}.`;
  }

  /** Asks what the page's address asks; the function that comes back ends all work. */
  open(): () => void {
    const asked = parseWhatIf(location.search, lastRoundOf(this.end));
    if ('wrong' in asked) this.#wrongLink = asked.wrong;
    else if (asked.question) this.ask(asked.question);
    return () => {
      this.#asking.close();
      this.#outlooks.close();
    };
  }

  /** Asks, or with null goes back to what happened. */
  ask(question: Question | null): void {
    this.#wrongLink = '';
    this.#question = question;
    this.#address.write(parametersOf(question));
    const { config, secret } = this.end;
    if (question === null) return;
    const key = turnKeyOf(this.end, secret);
    this.#asking.ask({ played: { config, key, lines: linesOf(this.end) }, question });
    if (question.from === 0) this.#outlooks.forecast({ ...config, ...question }, config.rounds);
  }

  /** A page's address that asks the same. */
  linkTo(address: string): string {
    return withParameters(address, parametersOf(this.#question));
  }
}
