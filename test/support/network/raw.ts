/** Connections by hand: HTTP and WebSocket without a client that keeps to the protocol. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { wireVersion } from '../../../shared/wire/calls.ts';

const engine = '/socket.io/?EIO=4&transport=';

/** One phone's polling, request by request. */
export class Polling {
  readonly sid: string;
  readonly #url: string;
  readonly #headers: Record<string, string>;

  private constructor(url: string, sid: string, headers: Record<string, string>) {
    this.#url = url;
    this.sid = sid;
    this.#headers = headers;
  }

  /** Opens a connection, and says who it is; with `auth` undefined it says nothing. */
  static async open(
    url: string,
    room: string,
    auth?: object,
    headers: Record<string, string> = {},
  ): Promise<Polling> {
    const response = await fetch(`${url}${engine}polling&room=${room}`, { headers });
    const { sid } = JSON.parse((await response.text()).slice(1)) as { sid: string };
    const polling = new Polling(url, sid, headers);
    if (auth) await polling.say(`40${JSON.stringify({ version: wireVersion, ...auth })}`);
    return polling;
  }

  /** What there is to hear, as soon as there is something. */
  async hear(headers: Record<string, string> = {}): Promise<string> {
    return (await this.request({ headers })).text();
  }

  /** @returns the status of the answer */
  async say(packets: string, headers: Record<string, string> = {}): Promise<number> {
    const response = await this.request({ method: 'POST', body: packets, headers });
    await response.text();
    return response.status;
  }

  request(init: RequestInit = {}): Promise<Response> {
    const headers = { ...this.#headers, ...(init.headers as Record<string, string>) };
    return fetch(`${this.#url}${engine}polling&sid=${this.sid}`, { ...init, headers });
  }
}

/** A connection on which nothing has been said. What goes wrong on it is its close. */
export function dial(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname).on('error', () => {});
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
  const all = {
    Host: new URL(url).host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET ${engine}websocket&${query} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
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
