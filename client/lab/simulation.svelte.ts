/** A simulation in a worker of its own, with its progress. */
import { untrack } from 'svelte';
import { WorkerClient, type PageWorker } from '../workers/worker-client.ts';
import type { Job, Order, Progress } from './simulate.ts';

/** What a component that makes one asks of it; it closes it too. */
export class Simulation {
  readonly #client: WorkerClient<Order, Progress>;
  /** of the newest job; progress of others is stale */
  #id = 0;
  #job = $state.raw<Job | null>(null);
  #latest = $state.raw<{ job: Job; progress: Progress } | null>(null);
  #isRunning = $state(false);
  #problem = $state('');

  /** @param open makes a worker that runs `worker.ts` */
  constructor(open: () => PageWorker = openWorker) {
    this.#client = new WorkerClient(open, {
      message: (progress) => {
        if (progress.id !== this.#id) return;
        this.#latest = { job: this.#job!, progress };
        this.#isRunning = !progress.isOver;
      },
      error: (reason) => {
        this.#isRunning = false;
        this.#problem = `Nothing could be simulated: ${reason}.`;
      },
    });
  }

  /** What there is to show and of which job: the newest, or the one before it until there is something new. */
  get latest(): { job: Job; progress: Progress } | null {
    return this.#latest;
  }

  /** How many rollouts of the newest job are done. */
  get done(): number {
    return this.#latest !== null && this.#latest.job === this.#job ? this.#latest.progress.tally.rollouts : 0;
  }

  /** How many there will be; 0 before the first job. */
  get asked(): number {
    return this.#job?.rollouts ?? 0;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Why nothing comes; empty where all is well. */
  get problem(): string {
    return this.#problem;
  }

  /** Begins a job, and ends the one before it. */
  run(job: Omit<Job, 'id'>): void {
    untrack(() => {
      this.#id++;
      this.#job = { ...job, id: this.#id };
      this.#isRunning = true;
      this.#problem = '';
      this.#client.post({ type: 'run', job: this.#job });
    });
  }

  /** Ends the job where it is; what there is stays. */
  stop(): void {
    if (this.#isRunning) this.#client.post({ type: 'stop' });
  }

  close(): void {
    this.#client.close();
  }
}

function openWorker(): Worker {
  return new Worker(new URL('./simulation.worker.ts', import.meta.url), { type: 'module' });
}
