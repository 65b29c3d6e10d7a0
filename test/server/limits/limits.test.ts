/** How often an address may be wrong, and how much a line may say, by a clock that is turned by hand. */
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { RateLimiter, isTooMany } from '../../../server/limits/rate-limiter.ts';
import type { AdmittedClient } from '../../../server/gateway/admission.ts';
import { Limits } from '../../../server/limits/limits.ts';
import { ConnectionMeter } from '../../../server/limits/message-limiter.ts';
import { codeLength, codeLetters } from '../../../shared/wire/api.ts';
import { settled } from '../../support/hand-clock.ts';
import { School, TestPhone } from '../../support/rooms.ts';

const day = 24 * 60 * 60;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
});

/** How many of so many attempts, all made at once, are begun. */
async function begun(
  allowance: RateLimiter,
  attempts: number,
  isWrong: boolean,
  who = 'school',
): Promise<number> {
  const act = vi.fn(async () => settled());
  await Promise.all(Array.from({ length: attempts }, () => allowance.attempt(who, act, () => isWrong)));
  return act.mock.calls.length;
}

describe('an allowance', () => {
  test('so many may go wrong at once, then one in so many seconds, and each address has its own', async () => {
    const allowance = new RateLimiter({ burst: 60, anew: day, every: 27 });
    expect(await begun(allowance, 200, true)).toBe(60);
    vi.advanceTimersByTime(26_999);
    expect(await begun(allowance, 5, true)).toBe(0);
    vi.advanceTimersByTime(1);
    expect(await begun(allowance, 5, true)).toBe(1);
    expect(await begun(allowance, 5, true, 'elsewhere')).toBe(5);
  });

  test('what goes right is never counted', async () => {
    const allowance = new RateLimiter({ burst: 60, anew: day, every: 27 });
    expect(await begun(allowance, 1_000, false)).toBe(1_000);
    expect(await begun(allowance, 61, true)).toBe(60);
  });

  test('an attempt that fails altogether holds up nobody', async () => {
    const allowance = new RateLimiter({ burst: 2, anew: day, every: 27 });
    const failing = allowance.attempt(
      'school',
      () => Promise.reject(new Error('no store')),
      () => true,
    );
    const next = allowance.attempt(
      'school',
      async () => 'found',
      () => false,
    );
    await expect(failing).rejects.toThrow('no store');
    expect(await next).toBe('found');
  });

  test('no more callers are remembered than there is memory for', async () => {
    const allowance = new RateLimiter({ burst: 1, anew: day, every: 27 });
    await allowance.count('first');
    expect(await allowance.count('first')).toMatchObject({ retryAfter: 27, error: { code: 'too_many' } });
    for (let i = 0; i < 20_000; i++) await allowance.count(`other ${i}`);
    expect(await allowance.count('first')).toBeNull();
    expect(await allowance.count('other 19999')).not.toBeNull();
  });
});

describe('guessing', () => {
  /** A guess at an address; answers whether it was begun, and found. */
  const guess = (limits: Limits, code: string, isThere = false, address = 'school') =>
    limits.find(
      address,
      code,
      async () => isThere,
      (found) => (found ? 'found' : 'wrong'),
    );

  test('finding one of 1,000 live rooms takes a day, less what the first sixty save', async () => {
    const { misses } = new Limits();
    const guesses = codeLetters.length ** codeLength / 1_000;
    const since = Date.now();
    for (let made = 0; made < guesses;) {
      const over = await misses.count('guesser');
      if (over) vi.advanceTimersByTime(over.retryAfter * 1000);
      else made++;
    }
    expect(Date.now() - since).toBe((day - 60 * 27) * 1000);
  });

  test('who was wrong too often finds the rooms of before, and a new one only in its time', async () => {
    const limits = new Limits();
    expect(await guess(limits, 'BBBBB', true)).toBe(true);
    for (let i = 0; i < 60; i++) expect(await guess(limits, 'ZZZZZ')).toBe(false);
    for (const [code, isThere] of [
      ['ZZZZZ', false],
      ['CCCCC', true],
    ] as const)
      expect(await guess(limits, code, isThere)).toMatchObject({ error: { code: 'too_many' } });
    expect(await guess(limits, 'bbbbb', true)).toBe(true);
    expect(await guess(limits, 'CCCCC', true, 'elsewhere')).toBe(true);
    vi.advanceTimersByTime(27_000);
    expect(await guess(limits, 'CCCCC', true)).toBe(true);
    expect(await guess(limits, 'CCCCC', true)).toBe(true);
  });

  test('a room that was found and is no more is a wrong guess like any other', async () => {
    const limits = new Limits();
    await guess(limits, 'BBBBB', true);
    for (let i = 0; i < 60; i++) expect(await guess(limits, 'BBBBB')).toBe(false);
    expect(isTooMany(await guess(limits, 'BBBBB'))).toBe(true);
  });
});

describe('talk', () => {
  test('a thousand words a minute are heard, and who goes on to two thousand is not let in again', async () => {
    const { talk } = new Limits();
    const spent = async (points: number) => (await talk.spend('key', points)).refusedFor > 0;
    expect(await spent(1_000)).toBe(false);
    expect(await spent(1)).toBe(true);
    expect(await talk.refuseCut('key', 0)).toBeNull();
    await spent(1_000);
    expect(await talk.refuseCut('key', 0)).toMatchObject({ retryAfter: 60 });
    vi.advanceTimersByTime(60_000);
    expect(await talk.refuseCut('key', 0)).toBeNull();
    expect(await spent(0)).toBe(false);
  });

  test('strangers of an address are too many some time, and those who have a seat come and go', async () => {
    const limits = new Limits();
    const { room, phones } = await new School().classOf(1);
    const guest = (phone: TestPhone): AdmittedClient => ({ role: 'player', room, phone });
    for (let i = 0; i < 20_000; i++)
      expect(await limits.mayConnect(guest(new TestPhone(room, `new ${i}`)), 'school')).toBeNull();
    const stranger = guest(new TestPhone(room, 'one more'));
    expect(isTooMany(await limits.mayConnect(stranger, 'school'))).toBe(true);
    expect(await limits.mayConnect(stranger, 'elsewhere')).toBeNull();
    expect(await limits.mayConnect(guest(phones[0]!), 'school')).toBeNull();
  });

  test('what is said on many short connections is counted like what is said on one', async () => {
    const { talk } = new Limits();
    for (let connection = 0; connection < 1_000; connection++) {
      const speaker = new ConnectionMeter(talk, () => {});
      speaker.identify('key');
      speaker.speaks();
      speaker.ends();
    }
    expect((await talk.spend('key', 0)).refusedFor).toBe(0);
    expect((await talk.spend('key', 1)).refusedFor).toBeGreaterThan(0);
  });

  test('who says much before being let in is cut', () => {
    const cut = vi.fn();
    const speaker = new ConnectionMeter(new Limits().talk, cut);
    for (let packet = 0; packet < 100; packet++) speaker.speaks();
    expect(cut).not.toHaveBeenCalled();
    speaker.speaks();
    expect(cut).toHaveBeenCalledOnce();
  });
});
