/** Simulated page on a device: can sleep, wake and close; storage stays. */
import type { Device, SocketOptions } from '../../client/net/device.ts';
import type { KeyValueStore } from '../../client/storage/storage.ts';
import type { Result } from '../../shared/session/result.ts';
import type { RoomSummary } from '../../shared/wire/http.ts';
import { memoryStorage } from '../support/playing-device.ts';
import type { TcpLink, LinkEnd } from './network/tcp-link.ts';
import { SimulatedSocket } from './network/simulated-socket.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { EventLoop } from './event-loop.ts';
import type { Invariants } from './invariants.ts';

/** The part of a scenario that simulated people use. */
export interface ScenarioContext {
  readonly code: string;
  readonly loop: EventLoop;
  readonly invariants: Invariants;
  hasFaults: () => boolean;
  readonly plan: Pick<FaultPlan, 'isSealed'>;
  dial: (page: LinkEnd) => TcpLink | null;
  find: () => Result<{ value: RoomSummary }>;
}

/** What a device keeps when its pages are closed, and how it reaches the servers. */
export class DeviceStorage {
  readonly name: string;
  readonly storage: KeyValueStore = memoryStorage();
  /** how far its date is ahead of the loop's time, in milliseconds */
  ahead = 0;
  /** whether the clock of its pages stands still while it sleeps: that depends on the browser */
  clockStops = false;
  readonly links = new Set<TcpLink>();

  /** @param name whose it is, for the trace */
  constructor(name: string) {
    this.name = name;
  }

  flow(): void {
    for (const link of this.links) link.flow();
  }

  drop(): void {
    for (const link of this.links) link.drop();
  }
}

export class SimulatedPage implements Device {
  isAsleep = false;
  readonly #scenario: ScenarioContext;
  readonly #loop: EventLoop;
  readonly #device: DeviceStorage;
  readonly #tabStorage = memoryStorage();
  #isOpen = true;
  readonly #openedAt: number;
  /** milliseconds for which its clock stood still */
  #slept = 0;
  #asleepSince = 0;
  #missed: (() => void)[] = [];
  readonly #links = new Set<TcpLink>();
  readonly #watchers = new Set<(what: 'hidden' | 'awake') => void>();

  constructor(scenario: ScenarioContext, device: DeviceStorage) {
    this.#scenario = scenario;
    this.#loop = scenario.loop;
    this.#openedAt = this.#loop.now();
    this.#device = device;
  }

  get storage(): KeyValueStore {
    return this.#device.storage;
  }

  get tabStorage(): KeyValueStore {
    return this.#tabStorage;
  }

  /** Milliseconds since the page was opened. */
  now(): number {
    return this.#loop.now() - this.#openedAt - this.#slept;
  }

  date(): number {
    return this.#loop.now() + this.#device.ahead;
  }

  random(): number {
    return this.#loop.random.next();
  }

  after(milliseconds: number, call: () => void): () => void {
    let isOff = false;
    this.#loop.after(milliseconds, () => this.#do(() => isOff || call()));
    return () => {
      isOff = true;
    };
  }

  randomHex(): string {
    const { random } = this.#loop;
    return Array.from({ length: 32 }, () => random.whole(0, 15).toString(16)).join('');
  }

  isHidden(): boolean {
    return this.isAsleep;
  }

  watch(tell: (what: 'hidden' | 'awake') => void): () => void {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  open(options: SocketOptions): SimulatedSocket {
    return new SimulatedSocket(options, {
      after: (milliseconds, call) => this.after(milliseconds, call),
      chance: this.#loop.random.next,
      tell: (what) => this.#loop.tell(this.#device.name, what),
      dial: (page) => this.#openLink(page),
    });
  }

  /** The screen goes dark: nothing runs, and what arrives waits. */
  sleep(): void {
    this.#tell('hidden');
    if (!this.isAsleep) this.#asleepSince = this.#loop.now();
    this.isAsleep = true;
  }

  /** Timers that are overdue and what has arrived come first, as browsers do it. */
  wake(): void {
    if (!this.isAsleep || !this.#isOpen) return;
    this.isAsleep = false;
    if (this.#device.clockStops) this.#slept += this.#loop.now() - this.#asleepSince;
    for (const call of this.#missed.splice(0)) call();
    this.#tell('awake');
  }

  /** The page is gone, with all that it had in memory. */
  close(): void {
    this.#isOpen = false;
    this.#missed = [];
    for (const link of this.#links) link.close('page');
  }

  /** The device says that its network has changed. */
  tellOfNetwork(): void {
    if (this.#isOpen && !this.isAsleep) this.#tell('awake');
  }

  #tell(what: 'hidden' | 'awake'): void {
    for (const watcher of this.#watchers) watcher(what);
  }

  #do(call: () => void): void {
    if (!this.#isOpen) return;
    if (this.isAsleep) this.#missed.push(call);
    else call();
  }

  #openLink(page: LinkEnd): TcpLink | null {
    const link = this.#scenario.dial({
      hear: (message) => this.#do(() => page.hear(message)),
      closed: () => this.#do(() => page.closed()),
    });
    if (link) this.#links.add(link);
    if (link) this.#device.links.add(link);
    return link;
  }
}
