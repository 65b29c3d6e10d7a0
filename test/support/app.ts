/** The app for a test or a benchmark, with production defaults. */
import type { AddressInfo } from 'node:net';
import { Router } from 'express';
import pino from 'pino';
import { createApp, type App, type AppDeps } from '../../server/app.ts';
import { systemClock } from '../../server/lib/clock.ts';
import { DiskBudget } from '../../server/limits/disk-budget.ts';
import { Limits } from '../../server/limits/limits.ts';
import { Metrics } from '../../server/lib/metrics.ts';

/** Where an app listens. */
export function urlOf({ http }: Pick<App, 'http'>): string {
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

export async function appWith(own: Pick<AppDeps, 'store'> & Partial<AppDeps>): Promise<App> {
  const app: App = await createApp({
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    metrics: new Metrics(),
    limits: new Limits(),
    diskBudget: new DiskBudget(20e9),
    retentionDays: 90,
    hostPassword: null,
    trustProxy: false,
    publicUrl: null,
    addresses: async () => [{ url: urlOf(app), kind: 'configured' }],
    fail: (error) => {
      throw error;
    },
    pages: () => Router(),
    ...own,
  });
  return app;
}
