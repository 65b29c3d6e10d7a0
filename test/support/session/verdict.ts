/** The verdict of a verification, run to its end. */
import { verify, type Checked, type Verdict } from '../../../shared/replay/verify.ts';

export function verdictOf(checked: Checked): Verdict {
  const steps = verify(checked);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
