/** Socket.IO protocol: types of all calls and messages. Described in docs/wire.md. */
import type { HostCommand, PlayerCommand, Reply as CommandReply } from '../session/command.ts';
import type { SessionEvent } from '../session/event.ts';
import type { Result } from '../session/result.ts';
import type { View } from '../view/views.ts';

export const wireVersion = 1;

/** The `auth` payload of every handshake; the room's code is in the query. */
export interface Handshake {
  version: typeof wireVersion;
  role: 'player' | 'board' | 'host';
  /** a player's own key, or the host's */
  key?: string | undefined;
  /** of the QR code's link: proves that the code is no guess */
  pass?: string | undefined;
  /** the last seq that a board or host has; 0 by default */
  after?: number | undefined;
  /** the time of that event; a client that sends it understands `reset` */
  at?: number | undefined;
}

export type PlayerCall = PlayerCommand['type'];
export type HostCall = HostCommand['type'];
export type Call = PlayerCall | HostCall | 'tail';

/** An object without fields where a call has none. */
type Fields<T> = keyof T extends never ? Record<string, never> : T;

/** The payload of each call: the fields of its command, without those the server knows. */
export type Requests = {
  [C in PlayerCommand as C['type']]: Fields<Omit<C, 'type' | 'player'>>;
} & {
  [C in HostCommand as C['type']]: Fields<Omit<C, 'type'>>;
} & { tail: { after: number } };

/** A call with its payload. */
export type Outgoing<C extends Call = Call> = { [N in C]: { name: N; payload: Requests[N] } }[C];

/** The acknowledgement of each call. */
export type Reply<C extends Call> = C extends 'tail'
  ? Result<{ events: SessionEvent[] }>
  : C extends PlayerCall | HostCall
    ? CommandReply<C>
    : never;

/** A batch of consecutive events, for boards and hosts. */
export interface EventBatch {
  /** seq of the first event; of the next event in an empty batch */
  from: number;
  now: number;
  events: SessionEvent[];
  /** The log was replaced: everything that the client holds of it is void, and this batch begins at 1. */
  reset?: true;
}

/** The payload of each server message. */
export interface Messages {
  view: View;
  events: EventBatch;
  /** The connection closes for good: another device took the seat, or the host kicked the player. */
  goodbye: { code: 'replaced' | 'kicked' };
}

/** Socket.IO's event map of the client's calls. */
export type ClientToServer = {
  [C in Call]: (request: Requests[C], answer: (reply: Reply<C>) => void) => void;
};
