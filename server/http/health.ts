/** Endpoints for operators: liveness, readiness and Prometheus metrics. */
import { Router } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '../lib/metrics.ts';
import type { Store } from '../store/port.ts';

export interface HealthDeps {
  store: Store;
  logger: Logger;
  metrics: Metrics;
  /** Whether the server is shutting down. */
  isEnding: () => boolean;
}

export function health({ store, logger, metrics, isEnding }: HealthDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.type('text').send('ok'));

  router.get('/readyz', async (_request, response) => {
    if (isEnding()) return void response.status(503).type('text').send('shutting down');
    try {
      await store.ready();
      response.type('text').send('ok');
    } catch (error) {
      logger.error({ err: error }, 'store unavailable');
      response.status(503).type('text').send('store unavailable');
    }
  });

  router.get('/metrics', async (_request, response) => {
    response.set({ 'content-type': metrics.contentType, 'cache-control': 'no-store' });
    response.send(await metrics.text());
  });
  return router;
}
