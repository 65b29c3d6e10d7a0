/** Single in-flight request to a worker; only the latest pending one is kept. */
import { untrack } from 'svelte';
import { WorkerClient, type PageWorker } from './worker-client.ts';

/**
 * Questions that are superseded before their turn, as while a slider moves, are dropped. The last answer stays until
 * the next one arrives. Its owner closes it.
 */
export class LatestRequest<Question, Answer> {
  readonly #client: WorkerClient<Question, Answer>;
  /** the newest question */
  #asked = $state.raw<Question | null>(null);
  #running: Question | null = null;
  #answer = $state.raw<{ question: Question; value: Answer } | null>(null);
  #problem = $state('');

  /** @param open makes a worker that answers each message with one of its own */
  constructor(open: () => PageWorker) {
    this.#client = new WorkerClient(open, {
      message: (value) => {
        this.#answer = { question: this.#running!, value };
        this.#settle();
      },
      error: (reason) => {
        this.#problem = reason;
        this.#settle();
      },
    });
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
    this.#client.close();
  }

  #run(question: Question): void {
    this.#running = question;
    this.#client.post(question);
  }

  #settle(): void {
    const settled = this.#running;
    this.#running = null;
    if (this.#asked === settled) return;
    this.#problem = '';
    this.#run(this.#asked!);
  }
}
