/** Simulated server process: the real rooms and gateway behind links; can crash and restart at any moment. */
import pino from 'pino';
import type { Clock } from '../../server/lib/clock.ts';
import { admit, attach, type ClientSocket } from '../../server/gateway/admission.ts';
import { dispatch } from '../../server/gateway/dispatch.ts';
import { PreEncodedJson } from '../../server/room/pre-encoded-json.ts';
import { TimeSlices } from '../../server/lib/time-slices.ts';
import { RoomRegistry } from '../../server/room/registry.ts';
import type { Failure, Result } from '../../shared/session/result.ts';
import { TcpLink, type LinkEnd } from './network/tcp-link.ts';
import { unreliableStore, type StoreClient, type StoreSurroundings } from './unreliable-store.ts';
import type { Invariants } from './invariants.ts';
import type { Hello, ToPage, ToServer } from './network/packets.ts';
import { slowProcess } from '../support/hand-clock.ts';

export interface Surroundings extends StoreSurroundings {
  invariants: Invariants;
}

/** Pages take what they are sent. */
const readsAll = { drained: async () => {} };

/** What is logged of faults that are our own, whatever the store does. */
const ourFaults = /command failed|call failed/;

export class SimulatedServer implements StoreClient {
  readonly name: string;
  readonly #around: Surroundings;
  readonly #rooms: RoomRegistry;
  readonly #links = new Set<TcpLink>();
  readonly #lines = new Set<ServerSocket>();
  readonly #ended: () => void;
  readonly #logger: pino.Logger;
  isAlive = true;
  /** until when its machine sleeps, and for how long it has slept in all */
  #sleepsUntil = 0;
  #slept = 0;

  /** @param ended hears that it has ended */
  constructor(name: string, around: Surroundings, ended: () => void) {
    const { loop, invariants } = around;
    this.name = name;
    this.#around = around;
    this.#ended = ended;
    const write = (line: string) => void (ourFaults.test(line) && invariants.violated(line));
    this.#logger = pino({ level: 'error' }, { write });
    const clock = this.#clock();
    this.#rooms = new RoomRegistry({
      store: unreliableStore(this, around),
      clock,
      slices: new TimeSlices(slowProcess(clock)),
      logger: this.#logger,
      random: loop.random.next,
      fail: () => this.crash(),
    });
  }

  /** A page has dialled. */
  accept(page: LinkEnd, latency: () => number): TcpLink {
    let line: ServerSocket | null = null;
    const hear = (said: ToServer) => {
      if (said.kind === 'dial') this.#open(link);
      else if (said.kind === 'hello')
        void this.#greet((line = new ServerSocket(said, link, this.#around, this)));
      else line?.hear(said);
    };
    const server: LinkEnd = {
      hear: (packet) => this.whenAwake(() => hear(packet as ToServer)),
      closed: () => this.whenAwake(() => line?.closed()),
    };
    const link = new TcpLink(this.#around.loop, { page, server }, latency);
    this.#links.add(link);
    return link;
  }

  /** Its memory is gone; the machine closes its connections or, where that has ended too, does not. */
  crash(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#around.loop.tell(this.name, () => 'ends');
    const isGone = this.#around.loop.random.chance(0.2);
    for (const link of this.#links)
      if (isGone) link.drop();
      else link.close('server');
    this.#ended();
  }

  /** Its machine sleeps: nothing runs, what is sent to it waits, and timers wait as long; only the clock goes on. */
  sleep(milliseconds: number): void {
    const { loop } = this.#around;
    if (!this.isAlive || loop.now() < this.#sleepsUntil) return;
    loop.tell(this.name, () => `sleeps for ${milliseconds.toFixed(0)} ms`);
    this.#sleepsUntil = loop.now() + milliseconds;
    this.#slept += milliseconds;
  }

  /** Calls at once or, where the machine sleeps, when it wakes. */
  whenAwake(call: () => void): void {
    const { loop } = this.#around;
    if (loop.now() < this.#sleepsUntil) loop.at(this.#sleepsUntil, () => this.whenAwake(call));
    else call();
  }

  /** It is told to end: what is open is written, and everybody told. */
  async stop(): Promise<void> {
    this.#around.loop.tell(this.name, () => 'is told to end');
    for (const line of this.#lines) line.hangUp();
    await this.#rooms.drain();
    if (!this.isAlive) return;
    this.isAlive = false;
    for (const link of this.#links) link.close('server');
    this.#ended();
  }

  #open(link: TcpLink): void {
    if (this.isAlive) link.send('page', { kind: 'opened' });
    else link.close('server');
  }

  async #greet(line: ServerSocket): Promise<void> {
    if (!this.isAlive) return line.hangUp();
    this.#lines.add(line);
    const admission = await admit(line, readsAll, this.#rooms, this.#logger);
    if (!this.isAlive || !line.isOpen) return;
    if (!admission.ok) return line.refuse(admission.error);
    line.letIn();
    const { client } = admission;
    const ignored = { refused() {}, joined() {}, acknowledged() {} };
    const hooks = { logger: this.#logger, refuse: () => null, reserve: () => null, ...ignored };
    line.onAny((name, ...args) => dispatch(client, name, args, hooks));
    attach(line, client, this.#logger);
  }

  #clock(): Clock {
    const { loop, plan } = this.#around;
    const ahead = loop.random.between(-plan.serverClock, plan.serverClock);
    return {
      now: () => loop.now() + ahead,
      at: (time, call) => this.#at(time - ahead, call),
    };
  }

  #at(time: number, call: () => void): () => void {
    const { loop } = this.#around;
    let cancel = () => {};
    const plan = (time: number, slept: number) => {
      cancel = loop.at(time, () => {
        if (this.#slept > slept) plan(time + this.#slept - slept, this.#slept);
        else if (this.isAlive) call();
      });
    };
    plan(time, this.#slept);
    return () => cancel();
  }
}

/** A server's side of a line, as Socket.IO's socket is one. */
export class ServerSocket implements ClientSocket {
  readonly handshake: ClientSocket['handshake'];
  readonly #link: TcpLink;
  readonly #around: Surroundings;
  readonly #process: SimulatedServer;
  #hear: (name: string, ...args: unknown[]) => void = () => {};
  #gone: () => void = () => {};

  constructor(hello: Hello, link: TcpLink, around: Surroundings, process: SimulatedServer) {
    this.handshake = { auth: hello.auth, query: { room: hello.room } };
    this.#link = link;
    this.#around = around;
    this.#process = process;
  }

  get isOpen(): boolean {
    return this.#link.isOpen('server');
  }

  get key(): string | undefined {
    return (this.handshake.auth as { key?: string }).key;
  }

  on(_event: 'disconnect', call: () => void): void {
    this.#gone = call;
  }

  onAny(hear: (name: string, ...args: unknown[]) => void): void {
    this.#hear = hear;
  }

  emit(name: string, emitted: unknown): void {
    if (!this.#process.isAlive || !this.isOpen) return;
    const payload = emitted instanceof PreEncodedJson ? emitted.value : emitted;
    this.#tell(() => `${name} ${JSON.stringify(payload).slice(0, 60)}`);
    this.#around.invariants.sent(this.key, name, payload);
    this.#send({ kind: 'event', name, payload });
  }

  disconnect(): void {
    this.#send({ kind: 'bye' });
    this.hangUp();
  }

  letIn(): void {
    this.#tell(() => 'is let in');
    this.#send({ kind: 'welcome', id: String(this.#around.loop.random.next()) });
  }

  refuse(failure: Failure): void {
    this.#send({ kind: 'refused', failure });
  }

  hear(packet: ToServer): void {
    if (packet.kind !== 'emit' || !this.#process.isAlive) return;
    const { id, name, payload } = packet;
    const { invariants } = this.#around;
    const since = invariants.moment;
    this.#hear(name, payload, (reply: Result) => {
      if (!this.#process.isAlive) return;
      invariants.answered({ key: this.key, name, payload, reply, since });
      this.#send({ kind: 'answer', id, reply });
    });
  }

  closed(): void {
    this.#tell(() => 'is closed');
    if (this.#process.isAlive) this.#gone();
  }

  /** Closes it on this side, of which the other one hears. */
  hangUp(): void {
    if (!this.isOpen) return;
    this.#link.close('server');
    this.closed();
  }

  #tell(what: () => string): void {
    this.#around.loop.tell(this.#process.name, () => `${nameOf(this.key)} ${what()}`);
  }

  #send(packet: ToPage): void {
    if (this.isOpen) this.#link.send('page', packet);
  }
}

/** Who holds a key, for the trace. */
function nameOf(key: string | undefined): string {
  if (key === undefined) return 'board';
  return key.startsWith('0') ? `student ${Number.parseInt(key, 16)}` : 'host';
}
