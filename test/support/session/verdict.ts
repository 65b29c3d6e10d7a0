/** The verdict on a log, whose check goes on step by step. */
import { verify, type Checked, type Verdict } from '../../../shared/replay/verify.ts';

export function verdictOf(checked: Checked): Verdict {
  const steps = verify(checked);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
