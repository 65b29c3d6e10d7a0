/** Worker of exact theory. */
import type { Model, Now } from '../../shared/theory/law.ts';
import { outlook } from '../../shared/theory/outlook.ts';

export interface Question {
  model: Model;
  rounds: number;
  /** from where to look ahead; the start where it is left out */
  now?: Now;
}

addEventListener('message', ({ data: { model, rounds, now } }: MessageEvent<Question>) => {
  const answer = outlook(model, rounds, now);
  postMessage(answer, { transfer: answer.laws.map(({ mass }) => mass.buffer) });
});
