/** What both ends of the wire agree on before anything is checked: its version, codes, and what HTTP calls answer. */
import type { Config } from '../session/config.ts';
import type { SessionEvent } from '../session/event.ts';
import type { State } from '../session/state.ts';

export const wireVersion = 1;

/** Letters of a room's code: no vowels, so no words, and nothing that looks like something else. */
export const codeLetters = 'BCDFGHJKLMNPQRSTVWXZ';
export const codeLength = 5;

/** The code as the server keeps it, or null where it cannot be one. Any case is accepted. */
export function parseCode(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const code = text.trim().toUpperCase();
  return new RegExp(`^[${codeLetters}]{${codeLength}}$`).test(code) ? code : null;
}

/** A session as its host is told of it. */
export interface CreatedSession {
  id: string;
  code: string;
  hostKey: string;
  config: Config;
  /** SHA-256 of the secret, hex */
  commitment: string;
  links: { join: string; host: string; board: string; replay: string };
}

/** What a server does in its own way. */
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
