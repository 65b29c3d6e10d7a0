/** One figure's simulation: a worker of its own, what it has told so far, and a way to stop it. */
import { untrack } from 'svelte';
import type { Job, Order, Progress } from './simulate.ts';

/** What is needed of a worker. */
export type LabWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

/** What a component that makes one asks of it; it closes it too. */
export class Simulation {
  readonly #open: () => LabWorker;
  #worker: LabWorker | null = null;
  /** of the newest job; what a worker tells of others is old */
  #id = 0;
  #job = $state.raw<Job | null>(null);
  #told = $state.raw<{ job: Job; progress: Progress } | null>(null);
  #isRunning = $state(false);
  #problem = $state('');

  /** @param open makes a worker that runs `worker.ts` */
  constructor(open: () => LabWorker = openWorker) {
    this.#open = open;
  }

  /** What there is to show and of which job: the newest, or the one before it until there is something new. */
  get told(): { job: Job; progress: Progress } | null {
    return this.#told;
  }

  /** How many rollouts of the newest job are done. */
  get done(): number {
    return this.#told !== null && this.#told.job === this.#job ? this.#told.progress.tally.rollouts : 0;
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
      this.#worker ??= this.#opened();
      this.#worker.postMessage({ type: 'run', job: this.#job } satisfies Order);
    });
  }

  /** Ends the job where it is; what there is stays. */
  stop(): void {
    this.#worker?.postMessage({ type: 'stop' } satisfies Order);
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #opened(): LabWorker {
    const worker = this.#open();
    worker.addEventListener('message', ({ data }) => {
      const progress = data as Progress;
      if (progress.id !== this.#id) return;
      this.#told = { job: this.#job!, progress };
      this.#isRunning = !progress.isOver;
    });
    worker.addEventListener('error', ({ message }) => {
      this.close();
      this.#isRunning = false;
      this.#problem = `Nothing could be simulated: ${message || 'the program for it did not load'}.`;
    });
    return worker;
  }
}

function openWorker(): Worker {
  return new Worker(new URL('./simulation.worker.ts', import.meta.url), { type: 'module' });
}
