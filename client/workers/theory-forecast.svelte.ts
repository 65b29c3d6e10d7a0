/** Requests for exact theory to its worker; the only way in which the client asks for it. */
import type { Model, Now } from '../../shared/theory/law.ts';
import type { Outlook } from '../../shared/theory/outlook.ts';
import { LatestRequest } from './latest-request.svelte.ts';
import type { Question } from './theory.worker.ts';
import type { PageWorker } from './worker-client.ts';

/** The last outlook stays until the next one arrives. The component that makes one closes it. */
export class TheoryForecast {
  readonly #asking: LatestRequest<Question, Outlook>;

  /** @param open makes a worker that runs `worker.ts` */
  constructor(open: () => PageWorker = openWorker) {
    this.#asking = new LatestRequest(open);
  }

  /** The last answer; null until there is one. */
  get current(): Outlook | null {
    return this.#asking.answer?.value ?? null;
  }

  /** What `current` is the answer to. */
  get question(): Question | null {
    return this.#asking.answer?.question ?? null;
  }

  /** Whether `current` answers what was asked last. */
  get isCurrent(): boolean {
    return this.#asking.isCurrent;
  }

  /** Why the last question has no answer; empty where it has one or is still being worked on. */
  get problem(): string {
    return this.#asking.problem && `Theory could not be worked out: ${this.#asking.problem}.`;
  }

  /** Asks for an outlook, from the start or from `now`. */
  ask(model: Model, rounds: number, now?: Now): void {
    this.#asking.ask(plain(model, rounds, now));
  }

  close(): void {
    this.#asking.close();
  }
}

function openWorker(): Worker {
  return new Worker(new URL('./theory.worker.ts', import.meta.url), { type: 'module' });
}

/** A question without anything that cannot be posted to a worker, such as a proxy of Svelte's. */
function plain({ textLength, start, regime }: Model, rounds: number, now?: Now): Question {
  return { model: { textLength, start, regime: { ...regime } }, rounds, ...(now && { now: { ...now } }) };
}
