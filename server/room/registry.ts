/** Room registry: creates rooms, finds them by code, loads them from the log, and evicts idle ones. */
import type { Config } from '../../shared/session/config.ts';
import { createSession } from '../../shared/session/rules/decide.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { refuse, type Result } from '../../shared/session/result.ts';
import type { CreatedSession } from '../../shared/wire/http.ts';
import { ClockWatch } from '../lib/clock-watch.ts';
import {
  fingerprintOf,
  hashOf,
  isKeyOf,
  nameInLog,
  passOf,
  randomCode,
  randomKey,
  randomSecret,
} from '../lib/keys.ts';
import { Room, type RoomDeps } from './room.ts';
import { DataDamaged, StoreUnavailable, type SessionRow } from '../store/port.ts';

/** Interval of evictions, and the least time since a room was last looked up. */
const sweepEvery = 60_000;

export interface NewSession {
  title: string;
  config: Config;
  /** 32 hex characters; random where it is missing */
  secret?: string | undefined;
}

type NewRoom = Omit<CreatedSession, 'links'>;

/** What a device shows beside a code, of which each proves that it does not guess. */
export interface Proof {
  /** a seat's or the host's */
  key?: string | undefined;
  pass?: string | undefined;
  address: string;
}

/** A promise, since a room may still be loading. */
interface Entry {
  room: Promise<Room | null>;
  usedAt: number;
}

const noSuchRoom = refuse(
  'room_not_found',
  'There is no game with this code. It is mistyped, or its host has deleted the game.',
);

const expired = refuse('room_not_found', 'This code is of a game that is over. The board shows today’s.');
expired.error.expired = true;

export class RoomRegistry {
  readonly #deps: RoomDeps;
  /** by code */
  readonly #rooms = new Map<string, Entry>();
  readonly #clockWatch: ClockWatch;
  #cancelSweep: () => void;

  constructor(deps: RoomDeps) {
    this.#deps = deps;
    this.#clockWatch = new ClockWatch(deps.clock);
    this.#cancelSweep = this.#planSweep();
  }

  async create({ title, config, secret }: NewSession): Promise<Result<{ session: NewRoom }>> {
    const hostKey = randomKey();
    for (;;) {
      const row = {
        id: randomKey(),
        code: randomCode(),
        secret: secret ?? randomSecret(),
        hostKeyHash: hashOf(hostKey),
      };
      const secretGiven = secret !== undefined;
      const event = createSession(
        { config, title, code: row.code, secret: row.secret, secretGiven },
        this.#deps.clock.now(),
      );
      const result = await this.#write(row, event);
      if (result === 'code_taken') continue;
      if (result === 'refused') return refuse('bad_request', 'The server cannot store this title.', 'title');
      const { play, regime, writing } = config;
      const session = nameInLog(row.id);
      this.#deps.logger.info({ session, play, regime: regime.kind, writing }, 'session created');
      const { commitment } = event as Extract<typeof event, { type: 'created' }>;
      const pass = passOf(row.hostKeyHash);
      return { ok: true, session: { id: row.id, code: row.code, hostKey, pass, config, commitment } };
    }
  }

  /** The room with this code, loaded from its log where it is not in memory; null where there is none. */
  async find(code: string): Promise<Room | null> {
    const now = this.#deps.clock.now();
    const known = this.#rooms.get(code) ?? { room: this.#load(code), usedAt: now };
    known.usedAt = now;
    this.#rooms.set(code, known);
    const room = await known.room;
    if (room === null || now < room.goodUntil) return room;
    this.#evict(code, room, known);
    return this.find(code);
  }

  /** The room with this code, or why there is none: a code that was good once is no guess. */
  async look(code: string | null): Promise<Result<{ room: Room }>> {
    const room = code === null ? null : await this.find(code);
    if (room) return { ok: true, room };
    return code !== null && (await this.#deps.store.hasCode(code)) ? expired : noSuchRoom;
  }

  /**
   * Whether a code is good, and whoever has it is no guesser: by a key or the pass, or since a key was seen at the same
   * address, by any server. The store is asked as much about a wrong code, so that the time tells nothing.
   */
  async isProven(code: string | null, { key, pass, address }: Proof): Promise<boolean> {
    const { store, clock } = this.#deps;
    const row = await store.byCode(code ?? '', clock.now());
    const { id, hostKeyHash } = row ?? { id: '', hostKeyHash: hashOf('') };
    const isKnown = await store.knows(id, hashOf(key ?? ''), fingerprintOf(address, hostKeyHash));
    const isHost = isKeyOf(key, hostKeyHash);
    const hasPass = isKeyOf(pass, hashOf(passOf(hostKeyHash)));
    return row !== null && (isKnown || isHost || hasPass);
  }

  /** Tells every server that a key of a session was seen at an address. @returns false where the store is away */
  async keepAddress(
    { id, hostKeyHash }: Pick<SessionRow, 'id' | 'hostKeyHash'>,
    address: string,
  ): Promise<boolean> {
    try {
      await this.#deps.store.keepAddress(id, fingerprintOf(address, hostKeyHash));
      return true;
    } catch (error) {
      const isLocal = error instanceof StoreUnavailable || error instanceof DataDamaged;
      if (!isLocal) this.#deps.fail(error);
      return false;
    }
  }

  get count(): number {
    return this.#rooms.size;
  }

  /** Terminates the room of a session that has been deleted. */
  async terminate({ id, code }: SessionRow): Promise<void> {
    const entry = this.#rooms.get(code);
    const room = await entry?.room.catch(() => null);
    if (!entry || room?.row.id !== id) return;
    this.#evict(code, room, entry);
  }

  /** Decides and writes the pending commands of all rooms, and disposes them. */
  async drain(): Promise<void> {
    this.#cancelSweep();
    for (const { room } of this.#rooms.values()) await (await room.catch(() => null))?.drain();
    this.#rooms.clear();
  }

  async #write(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken' | 'refused'> {
    try {
      return await this.#deps.store.create(row, created);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) this.#deps.fail(error);
      throw error;
    }
  }

  /** Lets a room go, and disconnects whoever is in it: they are told when they come back. */
  #evict(code: string, room: Room, entry: Entry): void {
    room.terminate();
    if (this.#rooms.get(code) === entry) this.#rooms.delete(code);
  }

  /** A failed or empty look-up is not cached. */
  async #load(code: string): Promise<Room | null> {
    let room: Room | null = null;
    try {
      const row = await this.#deps.store.byCode(code, this.#deps.clock.now());
      room = row && (await Room.load(row, this.#deps, this.#clockWatch));
      return room;
    } finally {
      if (room === null) this.#rooms.delete(code);
    }
  }

  #planSweep(): () => void {
    return this.#deps.clock.at(this.#deps.clock.now() + sweepEvery, () => {
      void this.#sweep();
      this.#cancelSweep = this.#planSweep();
    });
  }

  /** Evicts rooms that are idle and were not looked up since the last sweep. */
  async #sweep(): Promise<void> {
    const before = this.#deps.clock.now() - sweepEvery;
    for (const [code, entry] of this.#rooms) {
      const room = await entry.room.catch(() => null);
      if (!room?.isIdle || entry.usedAt > before) continue;
      this.#evict(code, room, entry);
    }
  }
}
