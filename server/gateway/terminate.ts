/** Ends a connection at once, whatever its other end does: an orderly close would wait for it. */
import type { Socket } from 'socket.io';

export type Connection = Socket['conn'];

/** Nothing more is heard from it, and what waits to be sent is lost. */
export function cut(connection: Connection): void {
  const { socket } = connection.transport as { socket?: { terminate(): void } };
  connection.close(true);
  socket?.terminate();
}
