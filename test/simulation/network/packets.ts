/** Packets of the simulated Socket.IO connection. */
import type { Failure, Result } from '../../../shared/session/result.ts';

export type ToServer =
  /** the connection itself, before it is said who comes */
  { kind: 'dial' } | Hello | { kind: 'emit'; id: number; name: string; payload: object };

export type Hello = { kind: 'hello'; auth: object; room: string };

export type ToPage =
  | { kind: 'opened' }
  | { kind: 'welcome'; id: string }
  | { kind: 'refused'; failure: Failure }
  | { kind: 'event'; name: string; payload: unknown }
  | { kind: 'answer'; id: number; reply: Result }
  /** the server closes it for good */
  | { kind: 'bye' };
