/** What is said, and written to the log, where a page cannot be sent. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { answerPageErrors } from '../../../server/http/api.ts';

/** Asks for a page that fails, and returns the status, null where there is none, and how much is logged. */
async function ask(isGone: boolean): Promise<[number | null, number]> {
  const logged: string[] = [];
  const app = express().get('/', (request, _response, next) => {
    if (isGone) request.socket.destroy();
    next(Object.assign(new Error('Parse Error'), { rawPacket: Buffer.from('what came on the line') }));
  });
  app.use(answerPageErrors(pino({ level: 'error' }, { write: (line) => void logged.push(line) })));
  const server = app.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
  const status = await answer.then(
    (response) => response.status,
    () => null,
  );
  return [status, logged.length];
}

test('a page that fails is our error, and is logged', async () => {
  expect(await ask(false)).toEqual([500, 1]);
});

test('where whoever asked has gone it is nobody’s error, and nothing of that line is logged', async () => {
  expect(await ask(true)).toEqual([null, 0]);
});
