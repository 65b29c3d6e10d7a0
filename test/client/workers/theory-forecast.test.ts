/** Requests to theory: a single one in flight, the latest pending one next, errors in words. */
import { describe, expect, test, vi } from 'vitest';
import { reloadOnce } from '../../../client/net/reload.ts';
import { TheoryForecast } from '../../../client/workers/theory-forecast.svelte.ts';
import type { Question } from '../../../client/workers/theory.worker.ts';
import type { Model } from '../../../shared/theory/law.ts';
import { outlook } from '../../../shared/theory/outlook.ts';
import { fakeWorkers } from '../../support/fake-worker.ts';

vi.mock('../../../client/net/reload.ts', () => ({ reloadOnce: vi.fn<typeof reloadOnce>() }));

const model = (textLength: number): Model => ({ textLength, start: 0.5, regime: { kind: 'replace' } });

/** Theory, and the workers that it has opened. */
function theory() {
  const { workers, open } = fakeWorkers<Question>();
  const lengths = () => workers.flatMap(({ posted }) => posted.map((one) => one.model.textLength));
  /** Answers the question that came last. */
  const answer = (worker = 0) => {
    const { model: asked, rounds, now } = workers[worker]!.posted.at(-1)!;
    workers[worker]!.answer(outlook(asked, rounds, now));
  };
  return { outlooks: new TheoryForecast(open), workers, lengths, answer };
}

describe('theory', () => {
  test('opens no worker before it is asked, and has no answer before there is one', () => {
    const { outlooks, workers, answer } = theory();
    expect([workers.length, outlooks.current, outlooks.isCurrent]).toEqual([0, null, false]);
    outlooks.forecast(model(10), 60);
    expect([workers.length, outlooks.current, outlooks.isCurrent]).toEqual([1, null, false]);
    answer();
    expect(outlooks.current).toEqual(outlook(model(10), 60));
    expect(outlooks.isCurrent).toBe(true);
  });

  test('works the newest question out next, and those in between never', () => {
    const { outlooks, lengths, answer } = theory();
    for (const textLength of [1, 2, 3, 4]) outlooks.forecast(model(textLength), 9);
    expect(lengths()).toEqual([1]);
    answer();
    expect(lengths()).toEqual([1, 4]);
    expect(outlooks.answer!.question.model.textLength).toBe(1);
    expect(outlooks.isCurrent).toBe(false);
    answer();
    expect(lengths()).toEqual([1, 4]);
    expect(outlooks.answer!.question.model.textLength).toBe(4);
    expect(outlooks.isCurrent).toBe(true);
  });

  test('does not work the same question out again', () => {
    const { outlooks, lengths, answer } = theory();
    for (let times = 0; times < 3; times++) outlooks.forecast(model(10), 60);
    answer();
    outlooks.forecast({ ...model(10) }, 60);
    expect(lengths()).toEqual([10]);
    outlooks.forecast(model(10), 60, { p: 0.4, texts: 3 });
    answer();
    expect(outlooks.current!.mean[60]).toBeCloseTo(0.4, 12);
  });

  test('says what went wrong, and answers the next question in a new worker', () => {
    const { outlooks, workers, answer } = theory();
    outlooks.forecast(model(10), 60);
    workers[0]!.fail('out of memory');
    expect(outlooks.problem).toBe('Theory could not be worked out: out of memory.');
    expect(workers[0]!.isOpen).toBe(false);
    outlooks.forecast(model(5), 60);
    expect(outlooks.problem).toBe('');
    answer(1);
    expect(outlooks.isCurrent).toBe(true);
  });

  test('goes on with the question that waits where the one before it failed', () => {
    const { outlooks, workers } = theory();
    outlooks.forecast(model(10), 60);
    outlooks.forecast(model(5), 60);
    workers[0]!.fail('');
    expect(reloadOnce).toHaveBeenCalledTimes(1);
    expect(workers[1]!.posted.map((one) => one.model.textLength)).toEqual([5]);
    expect(outlooks.problem).toBe('');
  });

  test('ends its worker when it is closed', () => {
    const { outlooks, workers } = theory();
    outlooks.forecast(model(10), 60);
    outlooks.close();
    expect(workers[0]!.isOpen).toBe(false);
  });
});
