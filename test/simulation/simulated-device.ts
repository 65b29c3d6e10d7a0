/** A page on a device, as a device of the client: it can be put to sleep, woken and closed; what it keeps stays. */
import type { Device, LineOptions } from '../../client/net/device.ts';
import { keptIn, type Kept } from '../../client/storage/storage.ts';
import type { Cable, End } from './tcp-link.ts';
import { PageLine } from './client-socket.ts';
import type { World } from './event-loop.ts';

/** What a device keeps when its pages are closed, and how it reaches the servers. */
export class Pocket {
  readonly name: string;
  readonly storage: Kept = keptIn(memoryArea);
  /** how far its clock is ahead of the world's time, in milliseconds */
  ahead = 0;
  readonly cables = new Set<Cable>();

  /** @param name whose it is, for the trace */
  constructor(name: string) {
    this.name = name;
  }
}

export class Page implements Device {
  readonly #world: World;
  readonly #pocket: Pocket;
  readonly #dial: (page: End) => Cable | null;
  #isOpen = true;
  #isAsleep = false;
  #missed: (() => void)[] = [];
  readonly #cables = new Set<Cable>();
  readonly #watchers = new Set<(what: 'hidden' | 'awake') => void>();

  constructor(world: World, pocket: Pocket, dial: (page: End) => Cable | null) {
    this.#world = world;
    this.#pocket = pocket;
    this.#dial = dial;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  get storage(): Kept {
    return this.#pocket.storage;
  }

  now(): number {
    return this.#world.now + this.#pocket.ahead;
  }

  after(milliseconds: number, call: () => void): () => void {
    let isOff = false;
    this.#world.after(milliseconds, () => this.#do(() => isOff || call()));
    return () => {
      isOff = true;
    };
  }

  isHidden(): boolean {
    return this.#isAsleep;
  }

  watch(tell: (what: 'hidden' | 'awake') => void): () => void {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  open(options: LineOptions): PageLine {
    return new PageLine(options, {
      after: (milliseconds, call) => this.after(milliseconds, call),
      chance: this.#world.die.next,
      tell: (what) => this.#world.tell(this.#pocket.name, what),
      dial: (page) => this.#layCable(page),
    });
  }

  /** The screen goes dark: nothing runs, and what arrives waits. */
  sleep(): void {
    this.#tell('hidden');
    this.#isAsleep = true;
  }

  /** Timers that are overdue and what has arrived come first, as browsers do it. */
  wake(): void {
    if (!this.#isAsleep || !this.#isOpen) return;
    this.#isAsleep = false;
    for (const call of this.#missed.splice(0)) call();
    this.#tell('awake');
  }

  /** The page is gone, with all that it had in memory. */
  close(): void {
    this.#isOpen = false;
    this.#missed = [];
    for (const cable of this.#cables) cable.close('page');
  }

  /** The device says that its network has changed. */
  tellOfNetwork(): void {
    if (this.#isOpen && !this.#isAsleep) this.#tell('awake');
  }

  #tell(what: 'hidden' | 'awake'): void {
    for (const watcher of this.#watchers) watcher(what);
  }

  #do(call: () => void): void {
    if (!this.#isOpen) return;
    if (this.#isAsleep) this.#missed.push(call);
    else call();
  }

  #layCable(page: End): Cable | null {
    const cable = this.#dial({
      hear: (message) => this.#do(() => page.hear(message)),
      closed: () => this.#do(() => page.closed()),
    });
    if (cable) this.#cables.add(cable);
    if (cable) this.#pocket.cables.add(cable);
    return cable;
  }
}

function memoryArea(): Storage {
  throw new Error('this device keeps things in memory');
}
