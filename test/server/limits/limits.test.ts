/** Rate limits by address and key, on a virtual clock. */
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { RateLimiter } from '../../../server/limits/rate-limiter.ts';
import { CodeQueue } from '../../../server/limits/code-queue.ts';
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

  /** A guess at an address, without a proof that it is none. */
  const guess = (limits: Limits, code: string, isThere = false, address = 'school', device = '') =>
    limits.find(
      { address, code, device },
      async () => (isThere ? found : refuse('room_not_found', '')),
      async () => false,
    );

  /** Wrong codes, all different. */
  function* wrongCodes() {
    for (let number = 0; ; number++)
      yield Array.from(
        { length: codeLength },
        (_, place) => codeLetters[Math.floor(number / 20 ** place) % 20],
      ).join('');
  }

  test.each([
    ['one code after the other', 1],
    ['so many codes at once, each by devices of its own', 20],
  ])('finding one of 1,000 live rooms takes a day, less what the first sixty save: %s', async (_, atOnce) => {
    const limits = new Limits();
    const codes = wrongCodes();
    const next = () => codes.next().value!;
    const waiting = Array.from({ length: atOnce }, next);
    const guesses = codeLetters.length ** codeLength / 1_000;
    const since = Date.now();
    for (let made = 0; made < guesses;) {
      let wait = Infinity;
      for (const [index, code] of waiting.entries()) {
        const answer = await guess(limits, code, false, 'school', `device ${code}`);
        if (answer.ok || answer.error.code !== 'too_many') {
          waiting[index] = next();
          made++;
          wait = 0;
        } else wait = Math.min(wait, answer.error.retryAfter!);
      }
      vi.advanceTimersByTime(wait * 1000);
    }
    const seconds = (Date.now() - since) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(day - (60 + atOnce) * 27);
    expect(seconds).toBeLessThan(day);
  });

  test('who was wrong too often finds the rooms of before, and a new one only in its time', async () => {
    const limits = new Limits();
    expect(await guess(limits, 'BBBBB', true)).toEqual(found);
    for (let i = 0; i < 60; i++) expect(await guess(limits, 'ZZZZZ')).toMatchObject(notFound);
    for (const code of ['CCCCC', 'ZZZZZ'])
      expect(await guess(limits, code, code === 'CCCCC')).toMatchObject({ error: { code: 'too_many' } });
    expect(await guess(limits, 'bbbbb', true)).toEqual(found);
    expect(await guess(limits, 'CCCCC', true, 'elsewhere')).toEqual(found);
    vi.advanceTimersByTime(27_000);
    expect(await guess(limits, 'CCCCC', true)).toEqual(found);
    expect(await guess(limits, 'CCCCC', true)).toEqual(found);
  });

  /** Asks with these codes every 10 s until one of them is there. @returns after how many seconds; at most two hours */
  async function secondsUntilFound(
    limits: Limits,
    codes: (turn: number) => [code: string, device: string][],
  ) {
    const since = Date.now();
    for (let turn = 0; turn < 720; turn++) {
      for (const [code, device] of codes(turn))
        if ((await guess(limits, code, code === 'CCCCC', 'school', device)).ok)
          return (Date.now() - since) / 1000;
      vi.advanceTimersByTime(10_000);
    }
    return Infinity;
  }

  /** An address where sixty were wrong, and a hundred more codes wait that are wrong. */
  async function besideGuesser() {
    const limits = new Limits();
    const codes = wrongCodes();
    const wrong = Array.from({ length: 100 }, () => codes.next().value!);
    for (let i = 0; i < 60; i++) await guess(limits, 'ZZZZZ');
    for (const code of wrong) await guess(limits, code, false, 'school', `device ${code}`);
    return { limits, wrong };
  }

  test('a class that comes behind a hundred guesses is next, since its devices have one code', async () => {
    const { limits, wrong } = await besideGuesser();
    const guesses = wrong.map((code) => [code, `device ${code}`] as [string, string]);
    const students = Array.from(
      { length: 30 },
      (_, seat) => ['CCCCC', `student ${seat}`] as [string, string],
    );
    const seconds = await secondsUntilFound(limits, () => [...guesses, ...students]);
    expect(seconds).toBeLessThanOrEqual(2 * 27 + 10);
    for (const [code, device] of students)
      expect(await guess(limits, code, true, 'school', device)).toEqual(found);
  });

  test('one device waits for those before it, whatever many devices ask for meanwhile', async () => {
    const { limits, wrong } = await besideGuesser();
    let newest = 0;
    const flood = () => wrong.map((code) => [code, `copy ${newest++ % 30}`] as [string, string]);
    const seconds = await secondsUntilFound(limits, () => [...flood(), ['CCCCC', 'student']]);
    expect(seconds).toBeLessThanOrEqual(2 * 102 * 30);
  });

  test('a code that is asked for no more holds up nobody for long', async () => {
    const { limits } = await besideGuesser();
    expect(await secondsUntilFound(limits, () => [['CCCCC', 'student']])).toBeLessThanOrEqual(100);
  });

  test('more devices of one code, or codes, than there are places for do not push a class out', async () => {
    const queue = new CodeQueue(() => performance.now());
    for (let seat = 0; seat < 30; seat++) queue.enter('CCCCC', `student ${seat}`);
    const codes = wrongCodes();
    for (let i = 0; i < 1_000; i++) queue.enter(codes.next().value!, 'guesser');
    expect(queue.wait('CCCCC')).toBe(0);
    for (let i = 0; i < 1_000; i++) queue.enter('DDDDD', `guesser ${i}`);
    expect(queue.leave('CCCCC')).toBe(false);
    expect(queue.wait('DDDDD')).toBeGreaterThan(0);
  });

  test('whoever proves that they do not guess never waits, and is not counted', async () => {
    const { limits } = await besideGuesser();
    const find = (isThere: boolean, isProven: boolean) =>
      limits.find(
        { address: 'school', code: isThere ? 'CCCCC' : 'DDDDD' },
        async () => (isThere ? found : refuse('room_not_found', '')),
        async () => isProven,
      );
    expect(await find(true, false)).toMatchObject({ error: { code: 'too_many' } });
    expect(await find(true, true)).toEqual(found);
    expect(await find(true, false)).toEqual(found);
    expect(await find(false, false)).toMatchObject({ error: { code: 'too_many' } });
  });

  test('what a key has opened is told to the other servers once, and again after it has failed', async () => {
    const limits = new Limits();
    const store = vi.fn(async () => true).mockResolvedValueOnce(false);
    for (let seen = 0; seen < 5; seen++) await limits.know('school', 'CCCCC', store);
    expect(store).toHaveBeenCalledTimes(2);
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
    const never = async () => false;
    const find = (code: string, result: Result) =>
      limits.find({ address: 'school', code }, async () => result, never);
    const yesterday = () => find('BBBBB', expired);
    for (let asked = 0; asked < 1_000; asked++) expect(await yesterday()).toEqual(expired);
    for (let i = 0; i < 60; i++) await find('ZZZZZ', refuse('room_not_found', ''));
    expect(await yesterday()).toMatchObject({ error: { code: 'too_many', retryAfter: 27 } });
    vi.advanceTimersByTime(27_000);
    for (let tab = 0; tab < 25; tab++) expect(await yesterday()).toEqual(expired);
    const found: Result = { ok: true };
    expect(await find('CCCCC', found)).toEqual(found);
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
