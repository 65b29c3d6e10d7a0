/** A server process of the world: the real rooms and guests behind cables; it can end at any moment, and start again. */
import pino from 'pino';
import type { Clock } from '../../server/lib/clock.ts';
import { admit, welcome, type Line } from '../../server/gateway/admission.ts';
import { PreEncodedJson } from '../../server/gateway/encoder.ts';
import { RoomRegistry } from '../../server/room/registry.ts';
import type { Reply } from '../../shared/session/reply.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { Cable, type End } from './tcp-link.ts';
import { Disk, type Asker } from './unreliable-store.ts';
import type { Judge } from './invariants.ts';
import type { ToPage, ToServer } from './packets.ts';
import type { Weather } from './fault-plan.ts';
import type { World } from './event-loop.ts';

export interface Surroundings {
  world: World;
  weather: Weather;
  store: MemoryStore;
  judge: Judge;
  isRough: () => boolean;
}

/** Pages take what they are sent. */
const readsAll = { taken: async () => {} };

/** What is logged of faults that are our own, whatever the store does. */
const ourFaults = /a command failed|an emit failed/;

export class ServerProcess implements Asker {
  readonly name: string;
  readonly #around: Surroundings;
  readonly #rooms: RoomRegistry;
  readonly #cables = new Set<Cable>();
  readonly #lines = new Set<ServerLine>();
  readonly #ended: () => void;
  readonly #log: pino.Logger;
  isAlive = true;

  /** @param ended hears that it has ended */
  constructor(name: string, around: Surroundings, ended: () => void) {
    const { world, weather, store, judge, isRough } = around;
    this.name = name;
    this.#around = around;
    this.#ended = ended;
    this.#log = pino(
      { level: 'error' },
      { write: (line) => void (ourFaults.test(line) && judge.blame(line)) },
    );
    this.#rooms = new RoomRegistry({
      store: new Disk(world, store, this, weather, isRough),
      clock: this.#clock(),
      log: this.#log,
      random: world.die.next,
      fail: () => this.crash(),
    });
  }

  /** A page has dialled. */
  accept(page: End, latency: () => number): Cable {
    const { world } = this.#around;
    let line: ServerLine | null = null;
    const cable = new Cable(
      world,
      {
        page,
        server: {
          hear: (packet) => {
            const said = packet as ToServer;
            if (said.kind === 'dial') this.#open(cable);
            else if (said.kind === 'hello')
              void this.#greet((line = new ServerLine(said, cable, this.#around, this)));
            else line?.hear(said);
          },
          closed: () => line?.closed(),
        },
      },
      latency,
    );
    this.#cables.add(cable);
    return cable;
  }

  /** Its memory is gone; the machine closes its connections or, where that has ended too, does not. */
  crash(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#around.world.tell(this.name, () => 'ends');
    const isGone = this.#around.world.die.chance(0.2);
    for (const cable of this.#cables)
      if (isGone) cable.die();
      else cable.close('server');
    this.#ended();
  }

  /** It is told to end: what is open is written, and everybody told. */
  async stop(): Promise<void> {
    this.#around.world.tell(this.name, () => 'is told to end');
    for (const line of this.#lines) line.hangUp();
    await this.#rooms.close();
    if (!this.isAlive) return;
    this.isAlive = false;
    for (const cable of this.#cables) cable.close('server');
    this.#ended();
  }

  #open(cable: Cable): void {
    if (this.isAlive) cable.send('page', { kind: 'opened' });
    else cable.close('server');
  }

  async #greet(line: ServerLine): Promise<void> {
    if (!this.isAlive) return line.hangUp();
    this.#lines.add(line);
    const admission = await admit(line, readsAll, this.#rooms, this.#log);
    if (!this.isAlive || !line.isOpen) return;
    if ('error' in admission) return line.refuse(admission.error);
    line.letIn();
    welcome(line, admission.guest, this.#log);
  }

  #clock(): Clock {
    const { world, weather } = this.#around;
    const ahead = world.die.between(-weather.serverClock, weather.serverClock);
    return {
      now: () => world.now + ahead,
      at: (time, call) => world.at(time - ahead, () => this.isAlive && call()),
    };
  }
}

/** A server's side of a line, as Socket.IO's socket is one. */
export class ServerLine implements Line {
  readonly handshake: Line['handshake'];
  readonly #cable: Cable;
  readonly #around: Surroundings;
  readonly #process: ServerProcess;
  #hear: (name: unknown, ...args: unknown[]) => void = () => {};
  #gone: () => void = () => {};

  constructor(
    hello: ToServer & { kind: 'hello' },
    cable: Cable,
    around: Surroundings,
    process: ServerProcess,
  ) {
    this.handshake = { auth: hello.auth, query: { room: hello.room } };
    this.#cable = cable;
    this.#around = around;
    this.#process = process;
  }

  get isOpen(): boolean {
    return this.#cable.isOpen('server');
  }

  get key(): string | undefined {
    return (this.handshake.auth as { key?: string }).key;
  }

  on(_event: 'disconnect', call: () => void): void {
    this.#gone = call;
  }

  onAny(hear: (name: unknown, ...args: unknown[]) => void): void {
    this.#hear = hear;
  }

  emit(name: string, emitted: unknown): void {
    if (!this.#process.isAlive || !this.isOpen) return;
    const payload = emitted instanceof PreEncodedJson ? emitted.value : emitted;
    this.#tell(() => `${name} ${JSON.stringify(payload).slice(0, 60)}`);
    this.#around.judge.sent(this.key, name, payload);
    this.#send({ kind: 'event', name, payload });
  }

  disconnect(): void {
    this.#send({ kind: 'bye' });
    this.hangUp();
  }

  letIn(): void {
    this.#tell(() => 'is let in');
    this.#send({ kind: 'welcome', id: String(this.#around.world.die.next()) });
  }

  refuse(failure: (ToPage & { kind: 'refused' })['failure']): void {
    this.#send({ kind: 'refused', failure });
  }

  hear(packet: ToServer): void {
    if (packet.kind !== 'emit' || !this.#process.isAlive) return;
    const { id, name, payload } = packet;
    const { judge } = this.#around;
    const since = judge.seq;
    this.#hear(name, payload, (reply: Reply) => {
      if (!this.#process.isAlive) return;
      judge.answered({ key: this.key, name, payload, reply, since });
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
    this.#cable.close('server');
    this.closed();
  }

  #tell(what: () => string): void {
    this.#around.world.tell(this.#process.name, () => `${nameOf(this.key)} ${what()}`);
  }

  #send(packet: ToPage): void {
    if (this.isOpen) this.#cable.send('page', packet);
  }
}

/** Who holds a key, for the trace. */
function nameOf(key: string | undefined): string {
  if (key === undefined) return 'board';
  return key.startsWith('0') ? `pupil ${Number.parseInt(key, 16)}` : 'host';
}
