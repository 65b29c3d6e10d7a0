/** Baseline (d): the game on an in-memory store. */
import { Metrics } from '../../../server/lib/metrics.ts';
import { appWith } from '../../../test/support/app.ts';
import { MemoryStore } from '../../../test/support/memory-store.ts';
import { serve } from './stage.ts';

const metrics = new Metrics();
metrics.observeProcess();
const { http } = await appWith({ store: new MemoryStore(), metrics });
serve(http);
