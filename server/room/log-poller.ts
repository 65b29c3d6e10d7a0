/** Whether the store may hold events of a room that it does not know: by hints, and by a look now and then. */
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/port.ts';

/** Milliseconds between two looks at the store for what no hint told of. */
const lookEvery = 5_000;

export class RemoteChanges {
  readonly #clock: Clock;
  readonly #wake: () => void;
  /** up to which seq there may be events */
  #seq = 0;
  #unwatch: () => void;
  #cancelLook: () => void = () => {};

  /** @param wake is called when there may be something new */
  constructor(id: string, store: Store, clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
    this.#unwatch = store.watch(id, (seq) => this.#hear(seq));
    this.#planLook();
  }

  /** Whether there may be events after a seq. */
  mayExistAfter(seq: number): boolean {
    return this.#seq > seq;
  }

  /** All that there is will be read now. */
  rest(): void {
    this.#seq = 0;
  }

  stop(): void {
    this.#unwatch();
    this.#cancelLook();
  }

  #hear(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
    this.#wake();
  }

  #planLook(): void {
    this.#cancelLook = this.#clock.at(this.#clock.now() + lookEvery, () => {
      this.#planLook();
      this.#hear(Infinity);
    });
  }
}
