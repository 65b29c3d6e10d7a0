/** Types of the HTTP API: what each call answers. docs/wire.md says it in words. */
import type { Config } from '../session/config.ts';
import type { SessionEvent } from '../session/event.ts';
import type { State } from '../session/state.ts';

/** The body of `POST /api/sessions`. */
export interface CreateSessionRequest {
  /** at most 120 characters */
  title?: string;
  config?: Partial<Config>;
  /** 32 lower-case hex characters; drawn by the server where it is missing */
  secret?: string;
  hostPassword?: string;
}

/** A new session, for its host. */
export interface CreatedSession {
  id: string;
  code: string;
  hostKey: string;
  config: Config;
  /** SHA-256 of the secret, hex */
  commitment: string;
  links: { join: string; host: string; board: string; replay: string };
}

/** Settings of this server that its pages show. */
export interface About {
  /** for how many days after its last event a session is kept */
  retentionDays: number;
  /** whether a host has to know a password to open a room */
  hostPassword: boolean;
}

/** A room as anyone with its code may know it. */
export interface RoomSummary {
  code: string;
  id: string;
  phase: State['phase'];
  locked: boolean;
  /** how many are here */
  players: number;
  title: string;
}

/** A session as it was played. */
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
