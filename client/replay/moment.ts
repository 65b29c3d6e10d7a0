/** What the address of a replay says of the moment that it shows. */

export interface Moment {
  /** the step, from 0; null: the end */
  step: number | null;
  namesHidden: boolean;
}

/** The moment that a page's query names; what cannot be is as if it were not there. */
export function momentOf(query: string): Moment {
  const parameters = new URLSearchParams(query);
  const step = /^\d{1,6}$/.exec(parameters.get('step') ?? '')?.[0];
  return {
    step: step === undefined ? null : Number(step),
    namesHidden: parameters.get('names') === 'hidden',
  };
}

/** The address of a moment: that of the page, whatever else it says. */
export function addressOf(page: string, { step, namesHidden }: Moment): string {
  const address = new URL(page);
  address.searchParams.delete('step');
  address.searchParams.delete('names');
  if (step !== null) address.searchParams.set('step', String(step));
  if (namesHidden) address.searchParams.set('names', 'hidden');
  return address.href;
}

/** Writes into the page's address without a new entry in its history. */
export class AddressBar {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: Moment | null = null;

  /** Writes at once and, while more is coming, twice a second: Safari refuses a hundred in half a minute. */
  write(moment: Moment): void {
    this.#waiting = moment;
    if (this.#timer === undefined) this.#flush();
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#waiting === null) return;
    history.replaceState(null, '', addressOf(location.href, this.#waiting));
    this.#waiting = null;
    this.#timer = setTimeout(() => this.#flush(), 500);
  }
}
