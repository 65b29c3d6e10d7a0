/** A foreign site: serves a script, a style and a page, and records what it is asked for. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** @param page the HTML of each page */
export async function openForeignSite(page: string) {
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url!);
    response.setHeader('content-type', 'text/html').end(page);
  });
  server.on('upgrade', ({ url }, socket) => {
    asked.push(url!);
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    /** every path that it was asked for, a WebSocket's too */
    asked,
    /** scheme-less, as in `127.0.0.1:3000` */
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
