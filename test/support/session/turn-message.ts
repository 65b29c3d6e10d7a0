/** The call that a device sends for a turn. */
import { uniforms } from '../../../shared/model/random.ts';
import { countOnes, generate } from '../../../shared/model/unigram.ts';
import type { Turn } from '../../../shared/view/views.ts';

export type TurnMessage =
  | { name: 'generate'; payload: { rollout: number; round: number; tokens: string } }
  | { name: 'refit'; payload: { rollout: number; round: number; ones: number } };

/** Where students make up their tokens, this one draws them from the turn's place in the game. */
export function messageFor(turn: Turn): TurnMessage {
  const { rollout, round } = turn;
  if (turn.step === 'refit')
    return { name: 'refit', payload: { rollout, round, ones: countOnes(turn.text) } };
  const tokens = generate(uniforms(turn.seed ?? round * 1_000 + rollout), turn.p, turn.k);
  return { name: 'generate', payload: { rollout, round, tokens } };
}

/** The same as the command that the server makes of it. */
export function commandFor(turn: Turn, player: number) {
  const { name, payload } = messageFor(turn);
  return name === 'generate' ? { type: name, player, ...payload } : { type: name, player, ...payload };
}
