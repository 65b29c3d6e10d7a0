/** Another site: it serves a script, a style and a page, and remembers what it was asked for. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class Elsewhere {
  /** every path that it was asked for, a WebSocket's too */
  readonly asked: string[] = [];
  readonly #server: Server;

  /** @param page the HTML of each page */
  private constructor(page: string) {
    this.#server = createServer(({ url }, response) => {
      this.asked.push(url!);
      response.setHeader('content-type', 'text/html').end(page);
    });
    this.#server.on('upgrade', ({ url }, socket) => {
      this.asked.push(url!);
      socket.destroy();
    });
  }

  static async open(page: string): Promise<Elsewhere> {
    const site = new Elsewhere(page);
    site.#server.listen(0, '127.0.0.1');
    await once(site.#server, 'listening');
    return site;
  }

  /** scheme-less, as in `127.0.0.1:3000` */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
