/** Errors of pages: response and log. */
import { once } from 'node:events';
import express from 'express';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { answerPageErrors } from '../../../server/http/api.ts';
import { urlOf } from '../../support/app.ts';

/** Asks for a page that fails, and returns the status, null where there is none, and how much is logged. */
async function ask(isGone: boolean): Promise<[number | null, number]> {
  const logged: string[] = [];
  const app = express().get('/', (request, _response, next) => {
    if (isGone) request.socket.destroy();
    next(Object.assign(new Error('Parse Error'), { rawPacket: Buffer.from('what came on the line') }));
  });
  app.use(answerPageErrors(pino({ level: 'error' }, { write: (line) => void logged.push(line) })));
  const http = app.listen(0, '127.0.0.1');
  onTestFinished(() => void http.close());
  await once(http, 'listening');
  const response = await fetch(urlOf({ http }), { headers: { connection: 'close' } }).catch(() => null);
  return [response?.status ?? null, logged.length];
}

test('a page that fails is our error, and is logged', async () => {
  expect(await ask(false)).toEqual([500, 1]);
});

test('where whoever asked has gone it is nobody’s error, and nothing of that line is logged', async () => {
  expect(await ask(true)).toEqual([null, 0]);
});
