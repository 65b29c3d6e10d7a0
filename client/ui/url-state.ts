/** State in URL parameters, each written without touching the others. */

/** Values by name; null takes one out. */
export type Parameters = Readonly<Record<string, string | null>>;

export function withParameters(address: string, values: Parameters): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(values))
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  return url.href;
}

/** Writes into the page's address without a new entry in its history. */
export class AddressBar {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: Parameters | null = null;

  /** Writes at once and, while more is coming, twice a second: Safari refuses a hundred in half a minute. */
  write(values: Parameters): void {
    this.#waiting = { ...this.#waiting, ...values };
    if (this.#timer === undefined) this.#flush();
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#waiting === null) return;
    history.replaceState(history.state, '', withParameters(location.href, this.#waiting));
    this.#waiting = null;
    this.#timer = setTimeout(() => this.#flush(), 500);
  }
}

/** A URL as people type it. */
export function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '');
}
