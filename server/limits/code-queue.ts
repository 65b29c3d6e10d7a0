/** Fair queue of the codes that wait at one address: the code of most devices, and the oldest, by turns. */

/** Milliseconds for which a turn is kept for devices that come back late, since they add jitter. */
const turnLasts = 15_000;
/** Milliseconds after which a code that nobody asks for loses its place. */
const placeLasts = 60_000;
const maxCodes = 200;
/** of one code; more of them count as so many */
const maxDevices = 50;

interface Place {
  devices: Set<string>;
  askedAt: number;
}

export class CodeQueue {
  readonly #now: () => number;
  /** by code, in order of arrival */
  readonly #places = new Map<string, Place>();
  #turn: { code: string; until: number } | null = null;
  #turns = 0;

  /** @param now monotonic time in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds until an attempt with this code may be made, where one could be made with any; 0: it is its turn. */
  wait(code: string): number {
    this.#expire();
    if (this.#places.size === 0) return 0;
    this.#turn ??= { code: this.#next(), until: this.#now() + turnLasts };
    return this.#turn.code === code ? 0 : this.#turn.until - this.#now();
  }

  /** Gives a device a place, which it shares with all that wait with the same code. */
  enter(code: string, device: string): void {
    const place = this.#places.get(code) ?? { devices: new Set(), askedAt: 0 };
    place.askedAt = this.#now();
    if (place.devices.size < maxDevices) place.devices.add(device);
    this.#places.set(code, place);
    if (this.#places.size > maxCodes) this.#drop(this.#least(code));
  }

  /** Ends the turn of a code with which an attempt was made. @returns whether nobody waits any more */
  leave(code: string): boolean {
    this.#drop(code);
    return this.#places.size === 0;
  }

  #drop(code: string): void {
    this.#places.delete(code);
    if (this.#turn?.code === code) this.#turn = null;
  }

  #expire(): void {
    const now = this.#now();
    if (this.#turn && this.#turn.until <= now) this.#drop(this.#turn.code);
    for (const [code, { askedAt }] of this.#places) if (askedAt <= now - placeLasts) this.#drop(code);
  }

  /** A class, whose devices wait with one code, is before those who guess many; and nobody waits for ever. */
  #next(): string {
    const codes = [...this.#places];
    if (this.#turns++ % 2 === 1) return codes[0]![0];
    const devicesOf = ([, { devices }]: [string, Place]) => devices.size;
    return codes.reduce((most, one) => (devicesOf(one) > devicesOf(most) ? one : most))[0];
  }

  /** The code of the fewest devices, other than this one. */
  #least(newest: string): string {
    const others = [...this.#places].filter(([code]) => code !== newest);
    return others.reduce((least, one) => (one[1].devices.size < least[1].devices.size ? one : least))[0];
  }
}
