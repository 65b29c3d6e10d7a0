/** Health endpoints. */
import { once } from 'node:events';
import express from 'express';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { health } from '../../../server/http/health.ts';
import { Metrics } from '../../../server/lib/metrics.ts';
import { urlOf } from '../../support/app.ts';
import { MemoryStore } from '../../support/memory-store.ts';

/** What `/healthz` and `/readyz` answer. */
async function statusOf(store: MemoryStore, isEnding = false): Promise<[number, number]> {
  const log = pino({ level: 'silent' });
  const routes = health({ store, logger: log, metrics: new Metrics(), isEnding: () => isEnding });
  const http = express().use(routes).listen(0, '127.0.0.1');
  onTestFinished(() => void http.close());
  await once(http, 'listening');
  const status = async (path: string) => (await fetch(urlOf({ http }) + path)).status;
  return [await status('/healthz'), await status('/readyz')];
}

test('it lives, and is ready', async () => {
  expect(await statusOf(new MemoryStore())).toEqual([200, 200]);
});

test('it lives and is not ready while the store does not answer', async () => {
  const store = new MemoryStore();
  store.ready = () => Promise.reject(new Error('no disk'));
  expect(await statusOf(store)).toEqual([200, 503]);
});

test('it lives and is not ready while it ends', async () => {
  expect(await statusOf(new MemoryStore(), true)).toEqual([200, 503]);
});
