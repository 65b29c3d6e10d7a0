/** A class on a real server: starts, plays, and is checked against its log. */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Socket } from 'socket.io-client';
import type { Config } from '../../shared/session/config.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { foldEvents } from '../../shared/session/evolve.ts';
import type { Result } from '../../shared/session/result.ts';
import { views } from '../../shared/view/views.ts';
import { wireVersion, type Handshake } from '../../shared/wire/calls.ts';
import type { CreatedSession, Replay } from '../../shared/wire/http.ts';
import { openSocket } from '../../client/net/device.ts';
import { fetchReplay } from './api.ts';
import { compareTurns, type Acknowledged, type Difference } from './session/compare-turns.ts';
import { together } from './dispose.ts';
import { PlayingDevice, type ThinkingTime } from './playing-device.ts';
import { until } from './until.ts';

/** A long game, in which nothing but the devices makes anybody wait. */
const long: Partial<Config> = { rounds: 200, handRounds: null, beat: 0, turnSeconds: 30 };

/** Where a class's host finds the game: at a server, or at what stands before several. */
export interface Entrance {
  url: string;
  create: (body: object) => Promise<CreatedSession>;
}

export interface Plan {
  devices: number;
  thinks: ThinkingTime;
  /** where each device finds the server, if not at its host's entrance */
  urlOf?: (device: number) => string;
  config?: Partial<Config>;
}

/** How games came out. */
export interface Outcome extends Difference {
  acknowledged: number;
  /** seqs that a log should have and has not */
  gaps: number[];
  /** devices that do not show the end as the log has it, or have something left to say */
  misled: string[];
}

export class Class implements Disposable {
  readonly session: CreatedSession;
  readonly devices: readonly PlayingDevice[] & Disposable;
  readonly #server: Entrance;

  private constructor(session: CreatedSession, devices: PlayingDevice[], server: Entrance) {
    this.session = session;
    this.devices = together(devices);
    this.#server = server;
  }

  /** Opens a room, lets the devices in, and starts the game. */
  static async play(server: Entrance, plan: Plan): Promise<Class> {
    const room = await Class.gather(server, plan);
    await room.ask('start');
    return room;
  }

  static playAll(count: number, server: Entrance, planOf: (room: number) => Plan): Promise<Class[]> {
    return Promise.all(Array.from({ length: count }, (_, room) => Class.play(server, planOf(room))));
  }

  /** Opens a room, and lets the devices in. */
  static async gather(server: Entrance, { urlOf, devices, thinks, config }: Plan): Promise<Class> {
    const session = await server.create({ config: { ...long, ...config } });
    const newKey = () => randomBytes(16).toString('hex');
    const all = Array.from(
      { length: devices },
      (_, index) => new PlayingDevice(urlOf?.(index) ?? server.url, session.code, newKey(), thinks),
    );
    await until('every device has a seat', () => all.every(({ player }) => player !== null));
    return new Class(session, all, server);
  }

  /** Ends all games, and checks what everybody was told. */
  static async endAll(rooms: readonly Class[]): Promise<Outcome> {
    const outcomes = await Promise.all(rooms.map((room) => room.end()));
    return {
      acknowledged: outcomes.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
      lost: outcomes.flatMap(({ lost }) => lost),
      doubled: outcomes.flatMap(({ doubled }) => doubled),
      gaps: outcomes.flatMap(({ gaps }) => gaps),
      misled: outcomes.flatMap(({ misled }) => misled),
    };
  }

  /** Asks as the host, again where the connection is lost before the answer or the server is busy, as pages do. */
  async ask(name: string): Promise<void> {
    const host = this.host();
    let reply: Result | null = null;
    while (reply === null || (!reply.ok && reply.error.code === 'try_again'))
      reply = (await host.emitWithAck(name).catch(() => null)) as Result | null;
    host.disconnect();
    if (!reply.ok) throw new Error(`the host may not ${name}: ${reply.error.message}`);
  }

  /** A socket of the host's. */
  host(): Socket {
    const { code, hostKey } = this.session;
    const handshake = (): Handshake => ({ version: wireVersion, role: 'host', key: hostKey });
    return openSocket(
      {
        ...{ room: code, handshake, pollingFirst: false },
        ...{ timeout: 5_000, reconnectionDelay: 200, reconnectionDelayMax: 1000 },
      },
      this.#server.url,
    );
  }

  get isOver(): boolean {
    return this.devices.some(({ page }) => page.view?.phase === 'finished');
  }

  /** The session as its host may read it. */
  replay(): Promise<Replay> {
    return fetchReplay(this.#server.url, this.session.id, this.session.hostKey);
  }

  /** Ends the game, and checks what everybody was told. */
  async end(): Promise<Outcome> {
    await this.ask('stop');
    return this.check();
  }

  /** Checks what everybody was told, once every device shows the end. */
  async check(): Promise<Outcome> {
    await until('every device shows the end', () => this.devices.every(({ isDone }) => isDone));
    const { events, secret } = await this.replay();
    const viewOf = views(foldEvents(events)!, { id: this.session.id, secret: secret! });
    const misled = this.devices.filter(
      ({ page: { view }, player }) => !isDeepStrictEqual(view, viewOf(player, view!.now)),
    );
    return {
      ...this.compare(events),
      acknowledged: this.acknowledged,
      gaps: events.flatMap(({ seq }, index) => (seq === index + 1 ? [] : [index + 1])),
      misled: misled.map(({ player, page }) => `player ${player} sees ${page.view?.phase} ${page.view?.seq}`),
    };
  }

  /** Holds the acknowledgements that came so far against a log. */
  compare(events: readonly SessionEvent[]): Difference {
    return compareTurns(this.#turns(), events);
  }

  /** How many turns of its devices were acknowledged. */
  get acknowledged(): number {
    return this.#turns().length;
  }

  #turns(): Acknowledged[] {
    return this.devices.flatMap(({ answers, player }) =>
      answers.flatMap(({ outgoing, reply }) =>
        reply.ok && (outgoing.name === 'generate' || outgoing.name === 'refit')
          ? [{ ...outgoing, player: player! }]
          : [],
      ),
    );
  }

  [Symbol.dispose](): void {
    this.devices[Symbol.dispose]();
  }
}
