/** Types of the calls, checked by `npm run check:types`: a misspelt call or a wrong field does not compile. */
import { expectTypeOf, test } from 'vitest';
import type { Result } from '../../../shared/session/result.ts';
import type { Call, Reply, Requests } from '../../../shared/wire/calls.ts';

test('a call has its own name, fields and reply, and no others', () => {
  expectTypeOf<'advance'>().toExtend<Call>();
  expectTypeOf<'advnace'>().not.toExtend<Call>();
  expectTypeOf<Requests['refit']>().toEqualTypeOf<{ rollout: number; round: number; ones: number }>();
  expectTypeOf<{ locked: boolean }>().toExtend<Requests['lock']>();
  expectTypeOf<{ lockd: boolean }>().not.toExtend<Requests['lock']>();
  expectTypeOf<{ now: true }>().not.toExtend<Requests['start']>();
  expectTypeOf<Reply<'refit'>>().toEqualTypeOf<Result<{ p: number }>>();
  expectTypeOf<Reply<'pause'>>().toEqualTypeOf<Result>();
});
