/** What Engine.IO would keep of each connection for nothing: with thousands of them that is much of the memory. */
import type { Socket } from 'socket.io';
import type { Connection } from './backpressure.ts';

/** The request of the handshake is some 10 kB that a socket would keep for life. */
export function forgetRequest({ conn }: Socket): void {
  (conn as { request: unknown }).request = null;
}

/** The server of Engine.IO, which tells of each list of packets that is sent, and when it has been. */
interface Engine {
  on(event: 'flush', listener: (connection: Connection, packets: unknown[]) => void): unknown;
  on(event: 'drain', listener: () => void): unknown;
}

/**
 * Empties each list of packets that was sent. Engine.IO drops it and begins a new one, but that has grown old by the
 * time it is sent, and what an old object holds, V8's frequent collections keep even where nobody holds the object
 * itself. Half of what they had to copy were views that had been sent.
 */
export function forgetSent(engine: Engine): void {
  let sent: unknown[] = [];
  engine.on('flush', (_, packets) => (sent = packets));
  engine.on('drain', () => (sent.length = 0));
}
