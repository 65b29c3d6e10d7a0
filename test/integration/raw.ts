/** A connection of one's own making: HTTP and WebSocket by hand, without a client that keeps to the protocol. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { wireVersion } from '../../shared/wire.ts';

const engine = '/socket.io/?EIO=4&transport=';

/** One phone's polling, request by request. */
export class Polling {
  readonly sid: string;
  readonly #url: string;

  private constructor(url: string, sid: string) {
    this.#url = url;
    this.sid = sid;
  }

  /** Opens a connection, and says who it is. */
  static async open(url: string, room: string, auth: object): Promise<Polling> {
    const response = await fetch(`${url}${engine}polling&room=${room}`);
    const { sid } = JSON.parse((await response.text()).slice(1)) as { sid: string };
    const polling = new Polling(url, sid);
    await polling.say(`40${JSON.stringify({ version: wireVersion, ...auth })}`);
    return polling;
  }

  /** What there is to hear, as soon as there is something. */
  async hear(headers: Record<string, string> = {}): Promise<string> {
    return (await this.request({ headers })).text();
  }

  async say(packets: string, headers: Record<string, string> = {}): Promise<number> {
    return (await this.request({ method: 'POST', body: packets, headers })).status;
  }

  request(init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.#url}${engine}polling&sid=${this.sid}`, init);
  }
}

/** Asks to speak WebSocket, and resolves with the socket and the status that was answered; null where it was cut. */
export async function askForWebSocket(
  url: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<{ socket: Socket; status: number | null }> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const all = {
    Host: host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET ${engine}websocket&${query} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  const answer = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  const status = /^HTTP\/1\.1 (\d+)/.exec(String(answer[0]))?.[1];
  return { socket, status: status === undefined ? null : Number(status) };
}

/** A text as one frame of a client, under a mask of zeros; at most 125 bytes. */
export function frameOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
}
