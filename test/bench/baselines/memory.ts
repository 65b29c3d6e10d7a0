/** Baseline (d): the game as it is, on a store that forgets. */
import type { AddressInfo } from 'node:net';
import { Router } from 'express';
import pino from 'pino';
import { createApp } from '../../../server/app.ts';
import { systemClock } from '../../../server/clock.ts';
import { Limits } from '../../../server/limits.ts';
import { Metrics } from '../../../server/metrics.ts';
import { MemoryStore } from '../../server/memory-store.ts';
import { serve } from './stages.ts';

const metrics = new Metrics();
metrics.observeProcess();
const { http } = await createApp({
  store: new MemoryStore(),
  clock: systemClock,
  log: pino({ level: 'warn' }),
  metrics,
  limits: new Limits(),
  retentionDays: 90,
  hostPassword: null,
  trustProxy: false,
  publicUrl: () => `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
  fail: (error) => {
    throw error;
  },
  pages: () => Router(),
});
serve(http);
