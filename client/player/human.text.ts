/** What a typed text shows of people; loaded only where students type. */
import { oneIn, runsTest } from './runs-test.ts';

/**
 * How a typed text switches sides, beside chance with as many 1s; the verdict is that of the runs test.
 *
 * @param text of 0s and 1s
 */
export function humanSentence(text: string): string {
  const { changes, expected, verdict } = runsTest(text);
  const times = (number: number) => (number === 1 ? 'once' : `${number} times`);
  if (expected === 0) return 'There was only one token to write, so nothing to switch between.';
  const beside = `You switched ${times(changes)} between 0 and 1; chance with as many 1s switches about ${times(Number(expected.toFixed(1)))}.`;
  switch (verdict) {
    case 'often':
      return `${beside} It switches that often in at most one text in ${oneIn}. People who play chance mostly switch too often.`;
    case 'seldom':
      return `${beside} It switches that seldom in at most one text in ${oneIn}.`;
    case null:
      return `${beside} Chance could have done that: more than one text in ${oneIn} is as far off.`;
    default:
      return verdict satisfies never;
  }
}
