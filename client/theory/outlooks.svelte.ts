/** The client's one way to ask theory: in a worker, so that nothing stands still meanwhile. */
import { untrack } from 'svelte';
import type { Model, Now } from '../../shared/theory/law.ts';
import type { Outlook } from '../../shared/theory/outlook.ts';
import type { Question } from './worker.ts';

/** What is needed of a worker. */
export type TheoryWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

interface Answer {
  question: Question;
  outlook: Outlook;
}

/**
 * Answers one question at a time, and next the newest: what is asked in between, as while a slider moves, is never
 * worked out. The last answer stays until the next one is there. A component that makes one closes it.
 */
export class Outlooks {
  readonly #open: () => TheoryWorker;
  #worker: TheoryWorker | null = null;
  /** the newest question */
  #asked = $state.raw<Question | null>(null);
  #running: Question | null = null;
  #answer = $state.raw<Answer | null>(null);
  #problem = $state('');

  /** @param open makes a worker that runs `worker.ts` */
  constructor(open: () => TheoryWorker = openWorker) {
    this.#open = open;
  }

  /** The last answer; null until there is one. */
  get current(): Outlook | null {
    return this.#answer?.outlook ?? null;
  }

  /** What `current` is the answer to. */
  get question(): Question | null {
    return this.#answer?.question ?? null;
  }

  /** Whether `current` answers what was asked last. */
  get isCurrent(): boolean {
    return this.#answer !== null && this.#answer.question === this.#asked;
  }

  /** Why the last question has no answer; empty where it has one or is still being worked on. */
  get problem(): string {
    return this.#problem;
  }

  /** Asks for an outlook, from the start or from `now`. The same question again is not worked out again. */
  ask(model: Model, rounds: number, now?: Now): void {
    const question = plain(model, rounds, now);
    untrack(() => {
      if (JSON.stringify(question) === JSON.stringify(this.#asked)) return;
      this.#asked = question;
      this.#problem = '';
      if (this.#running === null) this.#run(question);
    });
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #run(question: Question): void {
    this.#running = question;
    this.#worker ??= this.#opened();
    this.#worker.postMessage(question);
  }

  #opened(): TheoryWorker {
    const worker = this.#open();
    worker.addEventListener('message', ({ data }) => {
      this.#answer = { question: this.#running!, outlook: data as Outlook };
      this.#settle();
    });
    worker.addEventListener('error', ({ message }) => {
      this.close();
      this.#problem = `Theory could not be worked out: ${message || 'its program did not load'}.`;
      this.#settle();
    });
    return worker;
  }

  #settle(): void {
    const settled = this.#running;
    this.#running = null;
    if (this.#asked === settled) return;
    this.#problem = '';
    this.#run(this.#asked!);
  }
}

function openWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}

/** A question without anything that cannot be posted to a worker, such as a proxy of Svelte's. */
function plain({ textLength, start, regime }: Model, rounds: number, now?: Now): Question {
  return { model: { textLength, start, regime: { ...regime } }, rounds, ...(now && { now: { ...now } }) };
}
