/** Rate limits by address and key, on a virtual clock. */
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { RateLimiter } from '../../../server/limits/rate-limiter.ts';
import { Limits } from '../../../server/limits/limits.ts';
import { ConnectionMeter } from '../../../server/limits/message-limiter.ts';
import { refuse, type Result } from '../../../shared/session/result.ts';
import { codeLength, codeLetters } from '../../../shared/wire/room-code.ts';
import { settled } from '../../support/hand-clock.ts';

const day = 24 * 60 * 60;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
});

/** How many of so many attempts, all made at once, are begun. */
async function begun(limiter: RateLimiter, attempts: number, isWrong: boolean, who = 'school') {
  const act = vi.fn(async (): Promise<Result> => {
    await settled();
    return isWrong ? refuse('bad_key', '') : { ok: true };
  });
  await Promise.all(Array.from({ length: attempts }, () => limiter.attempt(who, act)));
  return act.mock.calls.length;
}

describe('a rate limiter', () => {
  test('so many may go wrong at once, then one in so many seconds, and each address has its own', async () => {
    const limiter = new RateLimiter({ burst: 60, every: 27 });
    expect(await begun(limiter, 200, true)).toBe(60);
    vi.advanceTimersByTime(26_999);
    expect(await begun(limiter, 5, true)).toBe(0);
    vi.advanceTimersByTime(1);
    expect(await begun(limiter, 5, true)).toBe(1);
    expect(await begun(limiter, 5, true, 'elsewhere')).toBe(5);
  });

  test('what goes right is never counted', async () => {
    const limiter = new RateLimiter({ burst: 60, every: 27 });
    expect(await begun(limiter, 1_000, false)).toBe(1_000);
    expect(await begun(limiter, 61, true)).toBe(60);
  });

  test('an attempt that fails altogether holds up nobody', async () => {
    const limiter = new RateLimiter({ burst: 2, every: 27 });
    const failing = limiter.attempt('school', () => Promise.reject(new Error('no store')));
    const next = limiter.attempt('school', async () => ({ ok: true, found: true }));
    await expect(failing).rejects.toThrow('no store');
    expect(await next).toEqual({ ok: true, found: true });
  });

  test('no more keys are remembered than there is memory for, and those that are used are kept', () => {
    const limiter = new RateLimiter({ burst: 1, every: 27 });
    limiter.take('first');
    limiter.take('second');
    expect(limiter.take('first')).toMatchObject({ error: { code: 'too_many', retryAfter: 27 } });
    for (let i = 0; i < 19_999; i++) {
      limiter.take(`other ${i}`);
      expect(limiter.take('first')).not.toBeNull();
    }
    expect(limiter.take('second')).toBeNull();
    expect(limiter.take('other 19998')).not.toBeNull();
  });
});

describe('guessing', () => {
  const found: Result = { ok: true };
  const notFound = { ok: false, error: { code: 'room_not_found' } };

  /** A guess at an address. */
  const guess = (limits: Limits, code: string, isThere = false, address = 'school') =>
    limits.find(address, code, async () => (isThere ? found : refuse('room_not_found', '')));

  test('finding one of 1,000 live rooms takes a day, less what the first sixty save', () => {
    const { misses } = new Limits();
    const guesses = codeLetters.length ** codeLength / 1_000;
    const since = Date.now();
    for (let made = 0; made < guesses;) {
      const over = misses.take('guesser');
      if (over) vi.advanceTimersByTime(over.error.retryAfter * 1000);
      else made++;
    }
    expect(Date.now() - since).toBe((day - 60 * 27) * 1000);
  });

  test('who was wrong too often finds the rooms of before, and a new one only in its time', async () => {
    const limits = new Limits();
    expect(await guess(limits, 'BBBBB', true)).toEqual(found);
    for (let i = 0; i < 60; i++) expect(await guess(limits, 'ZZZZZ')).toMatchObject(notFound);
    for (const code of ['ZZZZZ', 'CCCCC'])
      expect(await guess(limits, code, code === 'CCCCC')).toMatchObject({ error: { code: 'too_many' } });
    expect(await guess(limits, 'bbbbb', true)).toEqual(found);
    expect(await guess(limits, 'CCCCC', true, 'elsewhere')).toEqual(found);
    vi.advanceTimersByTime(27_000);
    expect(await guess(limits, 'CCCCC', true)).toEqual(found);
    expect(await guess(limits, 'CCCCC', true)).toEqual(found);
  });

  test('a room that was found and is no more is a wrong guess like any other', async () => {
    const limits = new Limits();
    await guess(limits, 'BBBBB', true);
    for (let i = 0; i < 60; i++) expect(await guess(limits, 'BBBBB')).toMatchObject(notFound);
    expect(await guess(limits, 'BBBBB')).toMatchObject({ error: { code: 'too_many' } });
  });
});

describe('codes of before', () => {
  test('yesterday’s codes are no guesses: beside a guesser they take nothing from who has today’s', async () => {
    const limits = new Limits();
    const expired: Result = { ok: false, error: { code: 'room_not_found', message: '', expired: true } };
    const yesterday = () => limits.find('school', 'BBBBB', async () => expired);
    for (let asked = 0; asked < 1_000; asked++) expect(await yesterday()).toEqual(expired);
    for (let i = 0; i < 60; i++)
      await limits.find('school', 'ZZZZZ', async () => refuse('room_not_found', ''));
    expect(await yesterday()).toMatchObject({ error: { code: 'too_many', retryAfter: 27 } });
    vi.advanceTimersByTime(27_000);
    for (let tab = 0; tab < 25; tab++) expect(await yesterday()).toEqual(expired);
    const found: Result = { ok: true };
    expect(await limits.find('school', 'CCCCC', async () => found)).toEqual(found);
  });
});

describe('messages', () => {
  test('a thousand messages a minute are handled, and a key that sends two thousand is kept out for a minute', () => {
    const { messages } = new Limits();
    const isRefused = (tokens: number) => messages.charge('key', tokens).refusedFor > 0;
    expect(isRefused(1_000)).toBe(false);
    expect(isRefused(1)).toBe(true);
    expect(messages.admit('key', 0)).toBeNull();
    expect(isRefused(1_000)).toBe(true);
    expect(messages.admit('key', 0)).toMatchObject({ error: { retryAfter: 60 } });
    vi.advanceTimersByTime(60_000);
    expect(messages.admit('key', 0)).toBeNull();
    expect(isRefused(0)).toBe(false);
  });

  test('strangers of an address are too many some time, and those who have a seat come and go', () => {
    const limits = new Limits();
    const stranger = { role: 'player', address: 'school', isSeated: false } as const;
    for (let i = 0; i < 20_000; i++) expect(limits.admit({ ...stranger, keyHash: `new ${i}` })).toBeNull();
    const keyHash = 'one more';
    expect(limits.admit({ ...stranger, keyHash })).toMatchObject({ error: { code: 'too_many' } });
    expect(limits.admit({ ...stranger, keyHash, address: 'elsewhere' })).toBeNull();
    expect(limits.admit({ ...stranger, keyHash: 'one of the class', isSeated: true })).toBeNull();
  });

  test('messages on many short connections are counted like those on one', () => {
    const { messages } = new Limits();
    for (let connection = 0; connection < 1_000; connection++) {
      const meter = new ConnectionMeter(messages, () => {});
      meter.identify('key');
      meter.record();
      meter.close();
    }
    expect(messages.charge('key', 0).refusedFor).toBe(0);
    expect(messages.charge('key', 1).refusedFor).toBeGreaterThan(0);
  });

  test('a connection that sends much before its handshake is terminated', () => {
    const terminate = vi.fn();
    const meter = new ConnectionMeter(new Limits().messages, terminate);
    for (let packet = 0; packet < 100; packet++) meter.record();
    expect(terminate).not.toHaveBeenCalled();
    meter.record();
    expect(terminate).toHaveBeenCalledOnce();
  });
});
