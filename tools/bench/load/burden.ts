/** Burden process: what a server does beside its classes, downloads or large rooms. */
import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { CreatedSession } from '../../../shared/wire/http.ts';
import { createSessionFrom } from './create-session.ts';
import { Line } from './connection.ts';
import { Tally } from './tally.ts';

/** The largest game there is: 100,000 events, 61 MB of replay. */
const largest = { rounds: 200, textLength: 1_000, handRounds: null, turnSeconds: null };
const formats = ['csv', 'table.csv', 'json', 'py', 'R', 'xlsx'];

export type BurdenCall =
  | { call: 'record'; url: string }
  | { call: 'download'; url: string; id: string; count: number }
  | { call: 'open'; url: string; count: number }
  | { call: 'fastForward' }
  | { call: 'end' };

const tally = new Tally();
let hosts: { session: CreatedSession; line: Line }[] = [];
let over = new AbortController();
/** megabytes that downloads were sent, and files that came whole */
const sent = { megabytes: 0, files: 0 };

const calls = {
  /** Plays the largest game to its end. @returns its id */
  async record({ url }: { url: string }): Promise<string> {
    const host = await openRoom(url, 0);
    await host.line.send('start', {});
    await host.line.send('fast_forward', {});
    host.line.close();
    return host.session.id;
  },

  /** Keeps so many downloads running, each from an address of its own, in all formats. */
  async download({ url, id, count }: { url: string; id: string; count: number }): Promise<null> {
    over = new AbortController();
    for (let index = 0; index < count; index++)
      void keepDownloading(`${url}/api/sessions/${id}`, index, over.signal);
    return null;
  },

  async open({ url, count }: { url: string; count: number }): Promise<null> {
    for (let index = 0; index < count; index++) hosts.push(await openRoom(url, index));
    return null;
  },

  async fastForward(): Promise<null> {
    for (const { line } of hosts) line.ask('start', {}, () => line.ask('fast_forward', {}, () => {}));
    return null;
  },

  /** @returns what came of it */
  async end(): Promise<typeof sent> {
    over.abort();
    for (const { line } of hosts) {
      await Promise.race([line.send('stop', {}), setTimeout(10_000)]);
      line.close();
    }
    hosts = [];
    return sent;
  },
};

process.on('message', async (asked: BurdenCall) => {
  const answer = calls[asked.call] as (asked: BurdenCall) => Promise<unknown>;
  process.send!(await answer(asked));
});

async function openRoom(url: string, index: number) {
  const from = `127.3.0.${index + 1}`;
  const session = await createSessionFrom(url, from, largest);
  const address = { url, code: session.code, from };
  const line = new Line(address, { role: 'host', key: session.hostKey }, tally, {});
  await line.connected;
  await line.send('bots', { count: 250 });
  return { session, line };
}

async function keepDownloading(path: string, index: number, signal: AbortSignal): Promise<void> {
  const agent = new Agent({ localAddress: `127.2.0.${index + 1}` });
  for (let file = index; !signal.aborted; file++) {
    const isWhole = await downloadOnce(`${path}.${formats[file % formats.length]}`, agent, signal);
    if (isWhole) sent.files++;
  }
}

function downloadOnce(url: string, agent: Agent, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(url, { agent, signal }, (response) => {
      response.on('data', (data: Buffer) => (sent.megabytes += data.length / 1e6));
      response.on('end', () => resolve(response.statusCode === 200));
      response.on('error', () => resolve(false));
    });
    call.on('error', () => resolve(false));
    call.end();
  });
}
