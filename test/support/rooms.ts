/** Rooms for tests: devices and boards without a network, on a virtual clock. */
import pino from 'pino';
import type { Command } from '../../shared/session/command.ts';
import { defaultConfig, type Config } from '../../shared/session/config.ts';
import type { EventBatch } from '../../shared/wire/calls.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import type { Result } from '../../shared/session/result.ts';
import type { View } from '../../shared/view/views.ts';
import type { PreEncodedJson } from '../../server/room/pre-encoded-json.ts';
import type { PlayerDevice } from '../../server/room/player-connections.ts';
import type { Room } from '../../server/room/room.ts';
import type { Clock } from '../../server/lib/clock.ts';
import { TimeSlices } from '../../server/lib/time-slices.ts';
import { RoomRegistry } from '../../server/room/registry.ts';
import type { Observer } from '../../server/room/observers.ts';
import { commandFor } from './session/turn-message.ts';
import { HandClock, settled } from './hand-clock.ts';
import { MemoryStore } from './memory-store.ts';

export class Harness {
  readonly clock = new HandClock();
  readonly store = new MemoryStore();
  /** what was reported as an end of all trust */
  readonly failures: unknown[] = [];
  readonly rooms = this.server();

  /** Another server on the same store. @param work the clock that measures what takes long */
  server(work: Clock = this.clock): RoomRegistry {
    const { clock, store } = this;
    const slices = new TimeSlices(work);
    const logger = pino({ level: 'silent' });
    const fail = (error: unknown) => this.failures.push(error);
    return new RoomRegistry({ clock, store, logger, random: Math.random, fail, slices });
  }

  async create(title: string, config: Partial<Config> = {}, rooms = this.rooms) {
    const created = await rooms.create({ title, config: { ...defaultConfig, beat: 0, ...config } });
    if (!created.ok) throw new Error(created.error.message);
    return created.session;
  }

  async room(config: Partial<Config> = {}, rooms = this.rooms): Promise<Room> {
    const { code } = await this.create('Test', config, rooms);
    return (await rooms.find(code))!;
  }

  /** A room whose players have devices, all connected and seated. */
  async classOf(count: number, config: Partial<Config> = {}) {
    const room = await this.room(config);
    const devices = Array.from({ length: count }, (_, index) => new TestDevice(room, `key ${index}`));
    for (const device of devices) await device.connect().join();
    await this.clock.turn(1_000);
    return { harness: this, room, devices };
  }
}

/** A room of its own, with so many players. */
export const classOf = (...group: Parameters<Harness['classOf']>) => new Harness().classOf(...group);

/** A room of its own in which nobody is. */
export async function openRoom(config: Partial<Config> = {}) {
  const harness = new Harness();
  return { harness, room: await harness.room(config) };
}

export class TestDevice implements PlayerDevice {
  readonly keyHash: string;
  readonly #room: Room;
  /** what it was sent, in order */
  heard: (View | Result)[] = [];
  goodbye: string | null = null;
  isDisconnected = false;

  constructor(room: Room, keyHash: string) {
    this.#room = room;
    this.keyHash = keyHash;
  }

  get views(): View[] {
    return this.heard.filter((one) => 'phase' in one) as View[];
  }

  get player(): number | null {
    return this.#room.seatOf(this.keyHash);
  }

  get view(): View {
    return this.views.at(-1)!;
  }

  connect(): this {
    this.#room.players.attach(this);
    return this;
  }

  disconnect(): void {
    this.isDisconnected = true;
    this.#room.players.detach(this);
  }

  show({ value }: PreEncodedJson<View>): void {
    this.heard.push(value);
  }

  dismiss(code: 'replaced' | 'kicked'): void {
    this.goodbye = code;
    this.disconnect();
  }

  join(): Promise<Result> {
    return this.#ask({ type: 'join', player: null }, this.keyHash);
  }

  /** Plays its open turns as its last view has them. */
  async play(): Promise<void> {
    for (const turn of this.view.turns) await this.#ask(commandFor(turn, this.player!));
    await settled();
  }

  #ask(command: Command, keyHash: string | null = null): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<Result>();
    const answer = (reply: Result) => {
      this.heard.push(reply);
      resolve(reply);
    };
    this.#room.submit(command, answer, keyHash);
    return promise;
  }
}

/** A board that keeps what it is told. */
export class TestBoard implements Observer {
  seq: number;
  isReset = false;
  readonly batches: EventBatch[] = [];
  isDisconnected = false;

  constructor(after = 0) {
    this.seq = after;
  }

  get events(): SessionEvent[] {
    return this.batches.flatMap(({ events }) => events);
  }

  async send(batch: EventBatch): Promise<void> {
    this.batches.push(batch);
  }

  disconnect(): void {
    this.isDisconnected = true;
  }
}

/** Attaches a board, which is told what comes after a seq. */
export async function watch(room: Room, after = 0): Promise<TestBoard> {
  const board = new TestBoard(after);
  await room.observers.attach(board);
  return board;
}
