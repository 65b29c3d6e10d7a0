/** Raw HTTP and WebSocket connections, for clients that break the protocol. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { wireVersion } from '../../../shared/wire/calls.ts';

const engine = '/socket.io/?EIO=4&transport=';

/** A client by polling, request by request. */
export type Polling = Awaited<ReturnType<typeof openPolling>>;

/** Opens a connection, and says who it is; with `auth` undefined it says nothing. */
export async function openPolling(
  url: string,
  room: string,
  auth?: object,
  own: Record<string, string> = {},
) {
  const response = await fetch(`${url}${engine}polling&room=${room}`, { headers: own });
  const { sid } = JSON.parse((await response.text()).slice(1)) as { sid: string };
  const request = (init: RequestInit = {}) => {
    const headers = { ...own, ...(init.headers as Record<string, string>) };
    return fetch(`${url}${engine}polling&sid=${sid}`, { ...init, headers });
  };
  /** @returns the status of the answer */
  const say = async (packets: string, headers: Record<string, string> = {}) => {
    const answer = await request({ method: 'POST', body: packets, headers });
    await answer.text();
    return answer.status;
  };
  /** What there is to hear, as soon as there is something. */
  const hear = async (headers: Record<string, string> = {}) => (await request({ headers })).text();
  if (auth) await say(`40${JSON.stringify({ version: wireVersion, ...auth })}`);
  return { sid, request, say, hear };
}

/** A connection on which nothing has been said. What goes wrong on it is its close. */
export function dial(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname).on('error', () => {});
}

const half = 'POST /api/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n';

/** A connection on which a request has begun and not ended, until the test is over. */
export async function hangingRequest({ port }: { port: number }, beginning = half): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').resume();
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(beginning);
  return socket;
}

/** Resolves with what comes of an event, or with nothing where the connection is closed before. */
export async function heard(socket: Socket, event: 'data' | 'drain'): Promise<unknown[]> {
  if (socket.destroyed) return [];
  const over = new AbortController();
  try {
    return await Promise.race(['close', event].map((name) => once(socket, name, { signal: over.signal })));
  } catch {
    return [];
  } finally {
    over.abort();
  }
}

/** Asks to speak WebSocket; the status is null where the connection was closed without an answer. */
export async function askForWebSocket(
  url: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<{ socket: Socket; status: number | null }> {
  const socket = dial(url);
  const { host, pathname } = new URL(url);
  const all = {
    Host: host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write(
    `GET ${pathname.replace(/\/$/, '')}${engine}websocket&${query} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`,
  );
  const [answer] = await heard(socket, 'data');
  const status = /^HTTP\/1\.1 (\d+)/.exec(String(answer))?.[1];
  return { socket, status: status === undefined ? null : Number(status) };
}

/**
 * A text or bytes as one frame of a client, under a mask of zeros.
 *
 * @param first its first byte: whether it is the last of its message, and of what kind it is
 * @source RFC 6455, section 5.2
 */
export function frameOf(payload: string | Buffer, first = typeof payload === 'string' ? 0x81 : 0x82): Buffer {
  const bytes = Buffer.from(payload as string);
  const { length } = bytes;
  const short = length < 126;
  const head = Buffer.from([
    first,
    0x80 | (short ? length : 126),
    ...(short ? [] : [length >> 8, length & 0xff]),
  ]);
  return Buffer.concat([head, Buffer.alloc(4), bytes]);
}
