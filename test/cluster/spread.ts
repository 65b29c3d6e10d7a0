/** A door to several servers: each connection goes to the next server that is there, wherever its room may be. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Spread {
  readonly #ports: readonly number[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #next = 0;

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#server = createServer((socket) => this.#pass(socket, this.#next++, ports.length));
  }

  /** @param ports of the servers on this machine */
  static async open(ports: readonly number[]): Promise<Spread> {
    const spread = new Spread(ports);
    spread.#server.listen(0, '127.0.0.1');
    await once(spread.#server, 'listening');
    return spread;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Connects it with a server, the first one that takes it of so many. */
  #pass(socket: Socket, place: number, servers: number): void {
    const server = connect(this.#ports[place % this.#ports.length]!, '127.0.0.1');
    server.once('error', () => {
      if (server.bytesRead + server.bytesWritten > 0 || servers === 1) socket.destroy();
      else this.#pass(socket, place + 1, servers - 1);
    });
    server.once('connect', () => {
      socket.pipe(server).pipe(socket);
      server.once('close', () => socket.destroy());
      socket.once('close', () => server.destroy());
    });
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket)).once('error', () => socket.destroy());
  }
}
