/** Questions to a worker: long work off the page's own thread, so that nothing stands still meanwhile. */
import { untrack } from 'svelte';

/** What is needed of a worker: each message to it is a question, each from it the answer. */
export type AnsweringWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

/**
 * One question at a time, and next the newest: what is asked in between, as while a slider moves, is never worked
 * out. The last answer stays until the next one is there. Whoever makes one closes it.
 */
export class LatestRequest<Question, Answer> {
  readonly #open: () => AnsweringWorker;
  #worker: AnsweringWorker | null = null;
  /** the newest question */
  #asked = $state.raw<Question | null>(null);
  #running: Question | null = null;
  #answer = $state.raw<{ question: Question; value: Answer } | null>(null);
  #problem = $state('');

  /** @param open makes the worker, which is kept */
  constructor(open: () => AnsweringWorker) {
    this.#open = open;
  }

  /** The last answer, and to what; null until there is one. */
  get answer(): { question: Question; value: Answer } | null {
    return this.#answer;
  }

  /** Whether the last answer is that to the newest question. */
  get isCurrent(): boolean {
    return this.#answer !== null && this.#answer.question === this.#asked;
  }

  /** Why the newest question has no answer; empty where it has one or is still being worked on. */
  get problem(): string {
    return this.#problem;
  }

  /** Asks; the same question again is not worked out again. It is posted as it is, so it holds no proxies. */
  ask(question: Question): void {
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

  #opened(): AnsweringWorker {
    const worker = this.#open();
    worker.addEventListener('message', ({ data }) => {
      this.#answer = { question: this.#running!, value: data as Answer };
      this.#settle();
    });
    worker.addEventListener('error', ({ message }) => {
      this.close();
      this.#problem = message || 'its program did not load';
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
