/** Worker of what-ifs: 250 rollouts of 200 rounds with texts of 1,000 tokens are 50 million darts. */
import { whatIf, type Played, type Question } from '../../shared/replay/whatif.ts';

export interface Asked {
  played: Played;
  question: Question;
}

addEventListener('message', ({ data: { played, question } }: MessageEvent<Asked>) => {
  postMessage(whatIf(played, question));
});
