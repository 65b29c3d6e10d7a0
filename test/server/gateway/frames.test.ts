/** Frames are read back as what was sent, by `ws`, whose client checks each of them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, type WebSocketServer } from 'ws';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FramesServer } from '../../../server/gateway/frames.ts';
import { urlOf } from '../../support/app.ts';

let server: WebSocketServer;
let ours: WebSocket;
let theirs: WebSocket;
let read: string[];

beforeEach(async () => {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  server = new FramesServer({ server: http });
  read = [];
  theirs = new WebSocket(urlOf({ http }));
  theirs.on('message', (data: Buffer, isBinary) =>
    read.push(`${isBinary ? 'binary ' : ''}${data.toString()}`),
  );
  [[ours]] = (await Promise.all([once(server, 'connection'), once(theirs, 'open')])) as [
    [WebSocket],
    unknown,
  ];
});

afterEach(() => {
  theirs.terminate();
  server.options.server!.close();
});

function send(data: string | Buffer): Promise<Error | undefined> {
  return new Promise((sent) => ours.send(data, (error) => sent(error ?? undefined)));
}

/** Of so many bytes, three of them one character. */
function textOf(bytes: number): string {
  return bytes < 3 ? 'x'.repeat(bytes) : `√${'x'.repeat(bytes - 3)}`;
}

/** Where the header grows, and on both sides of it. */
const lengths = [0, 1, 125, 126, 127, 255, 256, 65_535, 65_536, 200_000];

test('texts of all lengths come as they were sent, in their order', async () => {
  const texts = lengths.map(textOf);
  const results = await Promise.all(texts.map(send));
  expect(results).toEqual(texts.map(() => undefined));
  await expect.poll(() => read.length).toBe(texts.length);
  expect(read).toEqual(texts);
});

test('a text is written at once with its header', async () => {
  const write = vi.spyOn((ours as WebSocket & { stream: Duplex }).stream, 'write');
  await send('a text');
  expect(write.mock.calls.map(([frame]) => (frame as Buffer).toString('latin1'))).toEqual(['\x81\x06a text']);
});

test('what is no text is left to ws', async () => {
  await send(Buffer.from('bytes'));
  ours.send('with options', { compress: false });
  await send('a text');
  await expect.poll(() => read).toEqual(['binary bytes', 'with options', 'a text']);
});

test('a text for a connection that is closed is an error, as with ws', async () => {
  ours.close();
  expect(await send('too late')).toBeInstanceOf(Error);
});
