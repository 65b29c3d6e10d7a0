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
import { urlOf } from '../../support/app.ts';
import { Random } from '../../support/random.ts';
import { until } from '../../support/until.ts';

/** A chunk that compression hardly shortens. */
const random = new Random(1);
const chunk = Array.from({ length: 65_536 }, () => String.fromCharCode(random.whole(33, 126))).join('');

/** Serves a file, and asks for it. */
async function ask(file: () => AsyncIterable<string>, encoding: string) {
  const logged: string[] = [];
  let served: Response;
  const app = express().get('/', compression(), async (_request, response) => {
    served = response;
    await download(response, 'long.csv', file());
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
