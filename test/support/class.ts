/** A class in a room of a real server: its host starts the game, its phones play, and its log is held against them. */
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
import { openLine } from '../../client/net/device.ts';
import { idOf, nameOf } from '../../client/player/outbox.ts';
import { Handset, type Answer, type Hand } from './device.ts';
import { until } from './until.ts';

/** A long game, in which nothing but the phones makes anybody wait. */
const long: Partial<Config> = { rounds: 200, handRounds: null, beat: 0, turnSeconds: 30 };

/** Where a class's host finds the game: at a server, or at what stands before several. */
export interface Door {
  url: string;
  create: (body: object) => Promise<CreatedSession>;
}

export interface Plan {
  /** where each phone finds the server */
  urlOf: (phone: number) => string;
  phones: number;
  thinks: Hand['thinks'];
  config?: Partial<Config>;
}

/** What was acknowledged, and is not in the log as it should be. */
export interface Difference {
  lost: string[];
  doubled: string[];
}

export class Class {
  readonly session: CreatedSession;
  readonly handsets: readonly Handset[];
  readonly #server: Door;

  private constructor(session: CreatedSession, handsets: readonly Handset[], server: Door) {
    this.session = session;
    this.handsets = handsets;
    this.#server = server;
  }

  /** Opens a room, lets the phones in, and starts the game. */
  static async play(server: Door, plan: Plan): Promise<Class> {
    const room = await Class.gather(server, plan);
    await room.steer('start');
    return room;
  }

  /** Opens a room, and lets the phones in. */
  static async gather(server: Door, { urlOf, phones, thinks, config }: Plan): Promise<Class> {
    const session = await server.create({ config: { ...long, ...config } });
    const handsets = Array.from(
      { length: phones },
      (_, phone) =>
        new Handset({ url: urlOf(phone), room: session.code, key: randomBytes(16).toString('hex'), thinks }),
    );
    await until('every phone has a seat', () => handsets.every(({ player }) => player !== null));
    return new Class(session, handsets, server);
  }

  /** What the host presses, again where the line is lost before the answer. */
  async steer(name: string): Promise<void> {
    const host = this.host();
    let reply: Result | null = null;
    while (reply === null) reply = (await host.emitWithAck(name).catch(() => null)) as Result | null;
    host.disconnect();
    if (!reply.ok) throw new Error(`the host may not ${name}: ${reply.error.message}`);
  }

  /** A line of the host's. */
  host(): Socket {
    const { code, hostKey } = this.session;
    const handshake = (): Handshake => ({ version: wireVersion, role: 'host', key: hostKey });
    return openLine({ room: code, handshake, timeout: 5_000 }, this.#server.url);
  }

  get isOver(): boolean {
    return this.handsets.some(({ phone }) => phone.view?.phase === 'finished');
  }

  /** The session as its host may read it. */
  async replay(): Promise<Replay> {
    const { id, hostKey } = this.session;
    const headers = { authorization: `Bearer ${hostKey}` };
    return (await (await fetch(`${this.#server.url}/api/sessions/${id}`, { headers })).json()) as Replay;
  }

  /** Ends the game, lets every phone see that, and returns those who see something else. */
  async end(): Promise<string[]> {
    await this.steer('stop');
    await until('every phone sees the end', () =>
      this.handsets.every(({ phone }) => phone.view?.phase === 'finished' && phone.unconfirmed === 0),
    );
    return this.misled();
  }

  /** Devices that do not show what the log of a finished game comes to, or have something left to say. */
  async misled(): Promise<string[]> {
    const { events, secret } = await this.replay();
    const viewOf = views(foldEvents(events)!, { id: this.session.id, secret: secret! });
    return this.handsets
      .filter(({ phone, player }) => {
        const { view } = phone;
        return phone.unconfirmed > 0 || !view || !isDeepStrictEqual(view, viewOf(player, view.now));
      })
      .map(({ player, phone }) => `player ${player} sees ${phone.view?.phase} ${phone.view?.seq}`);
  }

  /** Holds the acknowledgements that came so far against a log. */
  compare(events: readonly SessionEvent[]): Difference {
    const written = new Map<string, string>();
    const doubled: string[] = [];
    for (const event of events) {
      const turn = turnOf(event);
      if (turn === null) continue;
      if (written.has(turn.name)) doubled.push(turn.name);
      written.set(turn.name, turn.content);
    }
    const lost = this.handsets.flatMap(({ answers, player }) =>
      answers
        .filter(isTurn)
        .filter(
          ({ outgoing }) => written.get(idOf(outgoing)) !== contentOf(player!, outgoing.payload as Content),
        ),
    );
    return { lost: lost.map(({ outgoing }) => idOf(outgoing)), doubled };
  }

  /** How many turns of its phones were acknowledged. */
  get acknowledged(): number {
    return this.handsets.reduce((sum, { answers }) => sum + answers.filter(isTurn).length, 0);
  }

  close(): void {
    for (const handset of this.handsets) handset.close();
  }
}

const isTurn = ({ outgoing, reply }: Answer) =>
  reply.ok && (outgoing.name === 'generate' || outgoing.name === 'refit');

/** A turn in the log: its name on the wire, who played it and what. */
function turnOf(event: SessionEvent): { name: string; content: string } | null {
  switch (event.type) {
    case 'generated':
      return { name: nameOf({ ...event, step: 'generate' }), content: contentOf(event.by, event) };
    case 'refitted':
      return { name: nameOf({ ...event, step: 'refit' }), content: contentOf(event.by, event) };
    default:
      return null;
  }
}

interface Content {
  tokens?: string;
  ones?: number;
}

const contentOf = (by: number | 'server', { tokens, ones }: Content) => `${by}: ${tokens ?? ones}`;
