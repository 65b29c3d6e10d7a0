/** The Lab without a browser: URL parameters, worker, counts. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { reloadOnce } from '../../../client/net/reload.ts';
import { bars, caption, endingOf } from '../../../client/lab/results.ts';
import { withParameters } from '../../../client/ui/url-state.ts';
import { essay, parametersOf, problemIn, readSettings, type Settings } from '../../../client/lab/settings.ts';
import { serve, type Job, type Order, type Progress } from '../../../client/lab/simulate.ts';
import { Simulation } from '../../../client/lab/simulation.svelte.ts';
import { count, diversities, emptyTally, shareAtEnd, type Tally } from '../../../client/lab/tally.ts';
import { rollouts } from '../../../shared/model/rollout.ts';
import { outlook } from '../../../shared/theory/outlook.ts';
import type { Regime } from '../../../shared/model/unigram.ts';
import { FakeWorker, fakeWorkers } from '../../support/fake-worker.ts';

vi.mock('../../../client/net/reload.ts', () => ({ reloadOnce: vi.fn<typeof reloadOnce>() }));

const regimes: Regime[] = [{ kind: 'replace' }, { kind: 'accumulate' }, { kind: 'mix', fresh: 0.1 }];
const { seed, engine, rollouts: _, ...experiment } = essay;

describe('the address', () => {
  const anySettings: fc.Arbitrary<Settings> = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    start: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    textLength: fc.integer({ min: 1, max: 1000 }),
    rounds: fc.integer({ min: 1, max: 200 }),
    rollouts: fc.integer({ min: 1, max: 1_000_000 }),
    regime: fc.constantFrom(...regimes),
    engine: fc.constantFrom('exact', 'fast'),
  });

  test('says all of the settings', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const address = withParameters('http://localhost/lab?fresh=0.5', parametersOf(settings));
        expect(readSettings(new URL(address).search)).toEqual({ settings, problems: [] });
      }),
    );
  });

  test('without anything is the essay’s', () => {
    expect(readSettings('')).toEqual({ settings: essay, problems: [] });
  });

  test.each([
    ['?seed=-1', 'seed = -1. Seed: give a whole number from 0 to 4294967295. It is 42 here.'],
    ['?p=1', 'p = 1. p: give a number from 0.001 to 0.999. It is 0.5 here.'],
    ['?k=2.5', 'k = 2.5. k: give a whole number from 1 to 1000. It is 10 here.'],
    ['?k=', 'k = nothing. k: give a whole number from 1 to 1000. It is 10 here.'],
    ['?rounds=201', 'rounds = 201. Rounds: give a whole number from 1 to 200. It is 60 here.'],
    ['?rollouts=1e9', 'rollouts = 1e9. Rollouts: give a whole number from 1 to 1000000. It is 100 here.'],
    [
      '?regime=mix&fresh=x',
      'fresh = x. Share of real tokens: give a number from 0.001 to 0.999. It is 0.1 here.',
    ],
    ['?regime=x', 'regime = x. It is one of replace, accumulate, mix, and replace here.'],
    ['?engine=__proto__', 'engine = __proto__. It is one of exact, fast, and exact here.'],
  ])('%s gets a sentence', (search, sentence) => {
    expect(readSettings(search).problems).toEqual([`The link says ${sentence}`]);
  });

  test('a field that is empty or cannot be gets a sentence too', () => {
    expect(problemIn(essay)).toBeNull();
    expect(problemIn({ ...essay, textLength: NaN })).toBe('k: give a whole number from 1 to 1000.');
    const share = 'Share of real tokens: give a number from 0.001 to 0.999.';
    expect(problemIn({ ...essay, regime: { kind: 'mix', fresh: 0 } })).toBe(share);
  });
});

/** The worker's side, with pauses that end when they are told to. */
function openBench() {
  const told: Progress[] = [];
  let hear: (event: MessageEvent<Order>) => void;
  const paused: (() => void)[] = [];
  const port = {
    postMessage: (progress: Progress) => told.push(structuredClone(progress)),
    addEventListener: (_type: 'message', listener: typeof hear) => (hear = listener),
  };
  serve(port, () => new Promise((resolve) => paused.push(resolve)));
  const order = (data: Order) => hear(new MessageEvent('message', { data }));
  const run = (job: Partial<Job> = {}) =>
    order({ type: 'run', job: { id: 1, seed, engine, experiment, rollouts: 20_000, ...job } });
  /** Ends all pauses, and lets what follows happen. */
  const goOn = async () => {
    for (const resume of paused.splice(0)) resume();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { told, order, run, goOn };
}

describe('the worker', () => {
  test('tells after each piece how far it is, and at last that it is over', async () => {
    const bench = openBench();
    bench.run();
    for (let last = 0; last < bench.told.length;) {
      last = bench.told.length;
      await bench.goOn();
    }
    const done = bench.told.map(({ tally }) => tally.rollouts);
    expect(done.length).toBeGreaterThan(3);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(20_000);
    expect(bench.told.map(({ isOver }) => isOver)).toEqual(done.map((one) => one === 20_000));
  });

  test('gives the rollouts of the one stream, whatever the pieces', async () => {
    const bench = openBench();
    const long = { ...experiment, textLength: 1000 };
    bench.run({ experiment: long, rollouts: 120 });
    while (!bench.told.at(-1)!.isOver) await bench.goOn();
    expect(bench.told.length).toBeGreaterThan(1);
    expect([...bench.told.at(-1)!.sample]).toEqual(rollouts(seed, 100, long).flat());
  });

  test('stops where it is, and keeps what there is', async () => {
    const bench = openBench();
    bench.run({ rollouts: 1_000_000 });
    bench.order({ type: 'stop' });
    await bench.goOn();
    await bench.goOn();
    expect(bench.told.map(({ isOver }) => isOver)).toEqual([false, true]);
    const { rollouts: done, counts } = bench.told.at(-1)!.tally;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(1_000_000);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(done * 61);
  });

  test('leaves the old job for a newer one', async () => {
    const bench = openBench();
    bench.run({ id: 1 });
    bench.run({ id: 2, rollouts: 5 });
    for (let i = 0; i < 5; i++) await bench.goOn();
    expect(bench.told).toMatchObject([
      { id: 1, isOver: false },
      { id: 2, isOver: true },
    ]);
  });

  test('hears a stop with nothing to stop', () => {
    const bench = openBench();
    bench.order({ type: 'stop' });
    expect(bench.told).toEqual([]);
  });
});

describe('the page’s side', () => {
  /** Tells how far a job is. */
  function tell(worker: FakeWorker<Order>, id: number, done: number, isOver: boolean): void {
    const tally: Tally = { ...emptyTally(experiment), rollouts: done };
    worker.answer({ id, tally, sample: new Float64Array(), isOver } satisfies Progress);
  }

  test('shows how far the newest job is, and nothing of an older one', () => {
    const worker = new FakeWorker<Order>();
    const simulation = new Simulation(() => worker);
    simulation.run({ seed, experiment, rollouts: 10, engine });
    simulation.run({ seed, experiment, rollouts: 99, engine });
    tell(worker, 1, 10, true);
    expect([simulation.done, simulation.asked, simulation.isRunning]).toEqual([0, 99, true]);
    tell(worker, 2, 40, false);
    expect([simulation.done, simulation.isRunning]).toEqual([40, true]);
    simulation.stop();
    tell(worker, 2, 50, true);
    expect([simulation.done, simulation.asked, simulation.isRunning]).toEqual([50, 99, false]);
    expect(worker.posted.map(({ type }) => type)).toEqual(['run', 'run', 'stop']);
  });

  test('says in a sentence where its worker fails, and takes another for the next job', () => {
    const { workers, open } = fakeWorkers<Order>();
    const simulation = new Simulation(open);
    simulation.run({ seed, experiment, rollouts: 10, engine });
    workers[0]!.fail('');
    expect(simulation.problem).toBe('Nothing could be simulated: its program did not load.');
    expect([simulation.isRunning, workers[0]!.isOpen]).toEqual([false, false]);
    expect(reloadOnce).toHaveBeenCalledTimes(1);
    simulation.run({ seed, experiment, rollouts: 10, engine });
    expect([simulation.problem, workers.length]).toEqual(['', 2]);
    simulation.close();
    expect(workers[1]!.isOpen).toBe(false);
  });
});

describe('counting', () => {
  function tallyOf(settings: Settings): Tally {
    const tally = emptyTally(settings);
    const lines = rollouts(settings.seed, settings.rollouts, settings);
    count(tally, Float64Array.from(lines.flat()), settings.rounds);
    return tally;
  }

  test.each([1, 10, 30, 1000])('at %i tokens agrees with the lines themselves', (textLength) => {
    const settings = { ...essay, textLength, rounds: 20 };
    const tally = tallyOf(settings);
    const lines = rollouts(seed, 100, settings);
    const at = (round: number) => lines.map((line) => line[round]!);
    const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
    const ended = (round: number) => at(round).filter((p) => p === 0 || p === 1).length / 100;
    expect(shareAtEnd(tally)).toEqual(Array.from({ length: 21 }, (_, round) => ended(round)));
    const variety = (round: number) => sum(at(round).map((p) => p * (1 - p)));
    diversities(tally, 0.5).forEach((left, round) => expect(left).toBeCloseTo(variety(round) / 25, 12));
    expect(endingOf(tally, 0.5).mean).toBeCloseTo(sum(at(20)) / 100, 12);
    const shown = bars(tally, settings, outlook(settings, 20));
    expect(shown.length).toBeLessThanOrEqual(21);
    expect(sum(shown.map((bar) => bar.count))).toBe(100);
    expect(sum(shown.map((bar) => bar.expected!))).toBeCloseTo(100, 9);
    const ends = [0, 1].map((end) => at(20).filter((p) => p === end).length);
    expect([shown[0]!.count, shown.at(-1)!.count]).toEqual(ends);
  });

  test('expects nothing where there is no exact law', () => {
    expect(bars(tallyOf(essay), essay, null).map(({ expected }) => expected)).toEqual(Array(11).fill(null));
  });

  test('speaks in the words of the regime', () => {
    const words = regimes.map((regime) => {
      const settings = { ...essay, regime };
      return caption({ id: 1, seed, engine, rollouts: 100, experiment: settings }, tallyOf(settings));
    });
    expect(words[0]).toBe('100 of 100 collapsed');
    expect(words[1]).toMatch(/^100 settled, at 0\.\d+ on average$/);
    expect(words[2]).toMatch(/^\d+ of 100 at an end now$/);
    const young = { ...essay, regime: regimes[1]!, rounds: 1 };
    const early = caption({ id: 1, seed, engine, rollouts: 100, experiment: young }, tallyOf(young));
    expect(early).toMatch(/^100 at 0\.\d+ on average$/);
  });
});
