/** Verification of a replay against its turn key, in slices that leave the page responsive. */
import { verify, type Checked, type Verdict } from '../../shared/replay/verify.ts';
import { commitmentDigits, sourceSentence } from '../game/draws.text.ts';
import type { KnownReplay } from '../storage/replays.ts';
import { percent } from '../ui/format.ts';

/** Milliseconds of work between two frames. */
const slice = 10;

export class Verification {
  readonly #checked: Checked;
  readonly #isSeen: boolean;
  #done = $state(0);
  #verdict = $state.raw<Verdict | null>(null);
  #isRunning = $state(false);

  /** @param seen what this device saw before the end, which counts in place of what the replay says */
  constructor(checked: Checked, seen: Pick<KnownReplay, 'commitment' | 'fixed'>) {
    const { commitment = checked.commitment, fixed } = seen;
    this.#checked = { ...checked, commitment, ...(fixed !== undefined && { fixed }) };
    this.#isSeen = seen.commitment !== undefined;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** What it came to, in words; empty before. */
  get sentence(): string {
    // in tens, so that a screen reader does not count along
    const tens = Math.floor((10 * this.#done) / this.#checked.events.length);
    if (this.#isRunning) return `${percent(tens / 10)} checked`;
    const { commitment } = this.#checked;
    return this.#verdict === null ? '' : verdictSentence(this.#verdict, commitment, this.#isSeen);
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

/** @param isSeen whether this device was given the commitment before the end, and not only with the replay */
export function verdictSentence(verdict: Verdict, commitment: string, isSeen: boolean): string {
  if (!verdict.ok)
    return `This record was changed. Look at ${verdict.place}: there should be ${verdict.expected}.`;
  const { writing, texts, refits, source } = verdict;
  if (texts + refits === 0) return 'Nothing was played. The secret is the one that was committed to.';
  if (writing === 'type')
    return `${refits} of ${refits} refits follow from their texts. Where texts are typed, draws are not checked.`;
  const which = isSeen
    ? 'whose commitment this device was given before the end.'
    : `with the commitment ${commitmentDigits(commitment)}. Is that what the board showed?`;
  return `${texts} of ${texts} texts match the secret ${which} ${sourceSentence(source)}`;
}
