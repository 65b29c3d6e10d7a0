/** Requests for exact theory to its worker; the only way in which the client asks for it. */
import type { Model, Now } from '../../shared/theory/law.ts';
import type { Outlook } from '../../shared/theory/outlook.ts';
import { LatestRequest } from './latest-request.svelte.ts';
import type { Question } from './theory.worker.ts';
import type { PageWorker } from './worker-client.ts';

/** The last outlook stays until the next one arrives. The component that makes one closes it. */
export class TheoryForecast extends LatestRequest<Question, Outlook> {
  /** @param open makes a worker that runs `theory.worker.ts` */
  constructor(open: () => PageWorker = openWorker) {
    super(open);
  }

  /** The last answer; null until there is one. */
  get current(): Outlook | null {
    return this.answer?.value ?? null;
  }

  override get problem(): string {
    return super.problem && `Theory could not be worked out: ${super.problem}.`;
  }

  /** Asks for an outlook, from the start or from `now`. */
  forecast(model: Model, rounds: number, now?: Now): void {
    this.ask(plain(model, rounds, now));
  }
}

function openWorker(): Worker {
  return new Worker(new URL('./theory.worker.ts', import.meta.url), { type: 'module' });
}

/** A question without anything that cannot be posted to a worker, such as a proxy of Svelte's. */
function plain({ textLength, start, regime }: Model, rounds: number, now?: Now): Question {
  return { model: { textLength, start, regime: { ...regime } }, rounds, ...(now && { now: { ...now } }) };
}
