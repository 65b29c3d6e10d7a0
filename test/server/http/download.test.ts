/** Downloads: chunks are made as they are read. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import compression from 'compression';
import express, { type Response } from 'express';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { answerErrors } from '../../../server/http/api.ts';
import { download } from '../../../server/http/download.ts';
import { systemClock, type Clock } from '../../../server/lib/clock.ts';
import { urlOf } from '../../support/app.ts';
import { HandClock } from '../../support/hand-clock.ts';
import { Random } from '../../support/random.ts';
import { until } from '../../support/until.ts';

/** A chunk that compression hardly shortens. */
const random = new Random(1);
const chunk = Array.from({ length: 65_536 }, () => String.fromCharCode(random.whole(33, 126))).join('');

/** Serves a file, and asks for it. */
async function ask(file: () => AsyncIterable<string>, encoding: string, clock: Clock = systemClock) {
  const logged: string[] = [];
  let served: Response;
  const app = express().get('/', compression(), async (_request, response) => {
    served = response;
    await download(response.attachment('long.csv'), file(), clock);
  });
  app.use(answerErrors(pino({ level: 'error' }, { write: (line) => void logged.push(line) })));
  const http = app.listen(0, '127.0.0.1');
  onTestFinished(() => void http.close());
  await once(http, 'listening');
  const request = get(urlOf({ http }), { headers: { 'accept-encoding': encoding } });
  const [reader] = (await once(request, 'response')) as [IncomingMessage];
  return { logged, reader, response: served! };
}

test.each(['identity', 'gzip'])(
  'as much is made as a reader takes, and nothing once it has left: %s',
  async (encoding) => {
    const made = { chunks: 0, isOver: false };
    async function* long() {
      try {
        for (; made.chunks < 1_000; made.chunks++) yield chunk;
      } finally {
        made.isOver = true;
      }
    }
    const { logged, reader, response } = await ask(long, encoding);
    expect(reader.headers['content-encoding']).toBe(encoding === 'gzip' ? 'gzip' : undefined);
    // the reader reads nothing: once what the connection holds is full, nothing more is made
    let stopped: number;
    do {
      stopped = made.chunks;
      for (let turn = 0; turn < 1_000; turn++) await setImmediate();
    } while (made.chunks > stopped || (!response.writableNeedDrain && !made.isOver));
    expect(made.isOver).toBe(false);
    reader.resume();
    await until('more is made', () => made.chunks > stopped + 100);
    reader.destroy();
    await until('the file is closed', () => made.isOver);
    expect(logged).toEqual([]);
  },
);

test('a file that breaks off breaks the response, and is logged', async () => {
  async function* broken() {
    yield chunk;
    throw new Error('the table is broken');
  }
  const { logged, reader } = await ask(broken, 'identity');
  await expect(reader.toArray()).rejects.toThrow('aborted');
  await until('it is logged', () => logged.length > 0);
  expect(logged.join()).toContain('the table is broken');
});

/** What is made for a reader: a chunk again and again. */
function endless() {
  const made = { chunks: 0, isOver: false };
  async function* file() {
    try {
      for (; ; made.chunks++) yield chunk;
    } finally {
      made.isOver = true;
    }
  }
  return { made, file };
}

test.each(['identity', 'gzip'])(
  'a reader that stops is disconnected, and one that reads is not: %s',
  async (encoding) => {
    const clock = new HandClock();
    const { made, file } = endless();
    const { logged, reader } = await ask(file, encoding, clock);
    reader.on('error', () => {});
    for (let round = 0; round < 5; round++) {
      const before = made.chunks;
      reader.resume();
      await until('more is made', () => made.chunks > before + 100);
      reader.pause();
      await clock.turn(20_000);
      expect(made.isOver).toBe(false);
    }
    await clock.turn(31_000);
    await until('the file is closed', () => made.isOver);
    await until('the connection is closed', () => reader.destroyed || (reader.resume(), false));
    expect(logged).toEqual([]);
  },
);

test('a reader that takes a long time to be given something is not to blame', async () => {
  const clock = new HandClock();
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* slow() {
    yield 'a\n';
    await promise;
    yield 'b\n';
  }
  const { reader } = await ask(slow, 'identity', clock);
  await once(reader, 'readable');
  await clock.turn(3_600_000);
  resolve();
  expect((await reader.toArray()).join('')).toBe('a\nb\n');
});
