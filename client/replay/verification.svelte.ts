/** Verification of a replay against its secret, in slices that leave the page responsive. */
import { verify, type Checked, type Verdict } from '../../shared/replay/verify.ts';
import { percent } from '../ui/format.ts';

/** Milliseconds of work between two frames. */
const slice = 10;

export class Verification {
  readonly #checked: Checked;
  #done = $state(0);
  #verdict = $state.raw<Verdict | null>(null);
  #isRunning = $state(false);

  constructor(checked: Checked) {
    this.#checked = checked;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** What it came to, in words; empty before. */
  get sentence(): string {
    // in tens, so that a screen reader does not count along
    const tens = Math.floor((10 * this.#done) / this.#checked.events.length);
    if (this.#isRunning) return `${percent(tens / 10)} checked`;
    return this.#verdict === null ? '' : verdictSentence(this.#verdict);
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#work(verify(this.#checked));
  }

  #work(steps: Generator<number, Verdict>): void {
    for (const end = performance.now() + slice; performance.now() < end;) {
      const { done, value } = steps.next();
      if (done) {
        this.#verdict = value;
        this.#isRunning = false;
        return;
      }
      this.#done = value;
    }
    setTimeout(() => this.#work(steps));
  }
}

export function verdictSentence(verdict: Verdict): string {
  if (!verdict.ok)
    return `This record was changed. Look at ${verdict.place}: there should be ${verdict.expected}.`;
  const { writing, texts, refits } = verdict;
  if (texts + refits === 0) return 'Nothing was played. The secret is the one that was committed to.';
  return writing === 'type'
    ? `${refits} of ${refits} refits follow from their texts. The texts were typed, so there is no draw to check.`
    : `${texts} of ${texts} texts match the secret that was committed to before the start.`;
}
