/** HTTP API: types of requests and responses. Described in docs/wire.md. */
import type { Config } from '../session/config.ts';
import type { SessionEvent } from '../session/event.ts';
import type { State } from '../session/state.ts';
import type { JoinAddress } from './join-address.ts';

/** The body of `POST /api/sessions`. */
export interface CreateSessionRequest {
  /** at most 120 characters */
  title?: string;
  config?: Partial<Config>;
  /** 32 lower-case hex characters; random by default */
  secret?: string;
  hostPassword?: string;
}

/** The response of `POST /api/sessions`. */
export interface CreatedSession {
  id: string;
  code: string;
  hostKey: string;
  /** the fragment of the link in the QR code: with it a device never waits behind those who guess codes */
  pass: string;
  config: Config;
  /** SHA-256 of the secret, hex */
  commitment: string;
  links: { join: string; host: string; board: string; replay: string };
}

/** The response of `GET /api/addresses`: best first; empty where the machine has no network. */
export interface JoinAddresses {
  addresses: JoinAddress[];
}

/** The response of `GET /api/about`. */
export interface About {
  /** days after its last event for which a session is kept */
  retentionDays: number;
  /** whether creating a session requires a password */
  hostPassword: boolean;
}

/** The response of `GET /api/rooms/CODE`: public to anyone with the code. */
export interface RoomSummary {
  code: string;
  id: string;
  phase: State['phase'];
  locked: boolean;
  /** number of present players */
  players: number;
  title: string;
  /** as in `CreatedSession` */
  pass: string;
}

/** The response of `GET /api/sessions/ID`, and the format of exported replays. */
export interface Replay {
  version: 1;
  id: string;
  title: string;
  config: Config;
  commitment: string;
  /** missing before the end */
  secret?: string;
  /** milliseconds since 1970 */
  createdAt: number;
  finishedAt: number | null;
  events: SessionEvent[];
}
