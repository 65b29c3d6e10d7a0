/** Dispatch: which refusals count against the caller. */
import pino from 'pino';
import { expect, test, vi } from 'vitest';
import type { AdmittedClient } from '../../../server/gateway/admission.ts';
import { dispatch } from '../../../server/gateway/dispatch.ts';
import { refuse, type ErrorCode, type Result } from '../../../shared/session/result.ts';

/** Makes a call which the room answers so; how often it counted as a refusal. */
function refusalsOf(reply: Result): number {
  const refused = vi.fn();
  const room = { submit: (_command: unknown, answer: (reply: Result) => void) => answer(reply) };
  const ignored = { reserve: () => null, joined: () => {}, acknowledged: () => {} };
  const hooks = { logger: pino({ level: 'silent' }), refuse: () => null, refused, ...ignored };
  const acknowledge = vi.fn();
  dispatch({ role: 'host', room } as unknown as AdmittedClient, 'start', [{}, acknowledge], hooks);
  expect(acknowledge).toHaveBeenCalledExactlyOnceWith(reply);
  return refused.mock.calls.length;
}

test('a refused call counts, and one that the server cannot handle now does not', () => {
  const refusal = (code: ErrorCode) => refusalsOf(refuse(code, ''));
  expect([refusal('wrong_phase'), refusal('try_again'), refusalsOf({ ok: true })]).toEqual([1, 0, 0]);
});
