/** Games in which students type: who made the texts up is told as it was, and so is whether an end is left again. */
import { describe, expect, test } from 'vitest';
import { newsSentence } from '../../../client/game/board.text.ts';
import { endSentence } from '../../../client/game/ending.text.ts';
import { numbersOf } from '../../../client/game/numbers.ts';
import { endsStay, textsMadeUp } from '../../../client/game/writers.ts';
import { modelSentence } from '../../../client/player/player.text.ts';
import { description } from '../../../client/replay/picture.ts';
import { otherBoardAt } from '../../../client/whatif/world.ts';
import type { Config } from '../../../shared/session/config.ts';
import type { Finished } from '../../../shared/session/state.ts';
import { Classroom } from '../../support/session/classroom.ts';

/** A typed game of three, of whom the last does nothing, so that the server plays for them. */
class TypedGame extends Classroom {
  constructor(change: Partial<Config>, bots = 0) {
    super({ writing: 'type', rounds: 6, textLength: 4, ...change });
    this.join(3);
    if (bots > 0) this.send({ type: 'bots', count: bots });
    this.send({ type: 'start' });
  }

  /** Everybody but the last student types a text; bots draw theirs. */
  typeStep(text: string): this {
    for (const { player, bot } of this.state.players)
      for (const turn of player === 3 ? [] : this.turns(player)) {
        const { rollout, round } = turn;
        const tokens = bot ? '0101' : text;
        if (turn.step === 'generate') this.send({ type: 'generate', player, rollout, round, tokens });
        else this.send({ type: 'refit', player, rollout, round, ones: turn.text.replaceAll('0', '').length });
      }
    return this;
  }

  typeOn(text: string, until: (state: this['state']) => boolean): this {
    do this.typeStep(text);
    while (!until(this.state) && this.wait());
    return this;
  }
}

/** How many texts these players wrote, by the log, in the first rounds. */
const textsBy = ({ log }: Classroom, players: readonly number[], rounds = Infinity) =>
  log.filter(
    (event) =>
      event.type === 'generated' &&
      event.by !== 'server' &&
      event.round < rounds &&
      players.includes(event.by),
  ).length;

const isOver = ({ phase }: Classroom['state']) => phase === 'finished';
/** What a student is told whose model is at 0. */
function sentenceAtZero(room: Classroom): string | null {
  const at = room.game.players
    .map(({ player }) => room.view(player))
    .find(({ you }) => you!.line.at(-1) === 0);
  return modelSentence(at!);
}
const ending = ({ game }: Classroom) => endSentence(game, numbersOf(game));
const relay = { play: 'relay', turnSeconds: null } as const;

describe('who made the texts up', () => {
  test('is the students where each text is typed', () => {
    const room = new TypedGame({ ...relay, handRounds: null });
    // the third player's turns too
    do {
      room.typeStep('0000');
      for (const { rollout, round, step } of room.turns(3))
        room.send(
          step === 'generate'
            ? { type: 'generate', player: 3, rollout, round, tokens: '0000' }
            : { type: 'refit', player: 3, rollout, round, ones: 0 },
        );
    } while (!isOver(room.state) && room.wait());
    expect(textsMadeUp(room.game)).toEqual({ typed: 6, all: 6 });
    expect(ending(room)).toBe('After 6 rounds with texts that people made up, p is 0, and not for good.');
    expect(description(room.game)).toContain('Texts of 4 tokens, typed by hand;');
  });

  test('is told in numbers where the server played for somebody, and all that came after', () => {
    const room = new TypedGame({ handRounds: 2 }).typeOn('0000', isOver);
    const { typed, all } = textsMadeUp(room.game);
    expect([typed, all]).toEqual([textsBy(room, [1, 2, 3]), 18]);
    expect(typed).toBeGreaterThan(0);
    const told = `After 6 rounds with ${typed} of 18 texts made up by people, and the rest by chance, `;
    expect(ending(room).slice(0, told.length)).toBe(told);
    expect(description(room.game)).toContain(`Texts of 4 tokens, ${typed} of 18 typed by hand;`);
  });

  test('are not simulated students, whose texts chance draws', () => {
    const room = new TypedGame({ handRounds: 1 }, 2).typeOn('0000', isOver);
    expect(textsBy(room, [4, 5])).toBeGreaterThan(0);
    expect(textsMadeUp(room.game)).toEqual({ typed: textsBy(room, [1, 2, 3]), all: 30 });
  });

  test('is nobody where the server plays all', () => {
    const room = new TypedGame({ handRounds: 0 }).typeOn('0000', isOver);
    expect(ending(room)).toMatch(/^After 6 rounds with texts drawn by chance, /);
  });

  test('is not asked where every text is drawn', () => {
    const { game } = new Classroom({ rounds: 3 }).start(2).playOn();
    expect(textsMadeUp(game).typed).toBe(0);
  });

  test('of another world is nobody from where it parts', () => {
    const room = new TypedGame({ handRounds: 4 }).typeOn('0000', isOver);
    const end = room.game as Finished;
    const lines = end.rollouts.map(({ line }) => line);
    const world = { question: { from: 1, textLength: 1 }, lines, behind: lines };
    const { state } = otherBoardAt(end, world, end);
    const inFirst = textsBy(room, [1, 2, 3], 1);
    expect(textsMadeUp(end).typed).toBeGreaterThan(inFirst);
    expect(textsMadeUp(state)).toEqual({ typed: inFirst, all: 18 });
  });
});

describe('an end in a typed game', () => {
  const [zero] = [{ rollout: 0, round: 1, pole: 0 }] as const;
  const two = [zero, { rollout: 1, round: 1, pole: 0 }] as const;

  test('is left again while students type, and stays once the server plays on', () => {
    const room = new TypedGame({ handRounds: 3 });
    room.typeOn('0000', () => room.game.rollouts.every(({ line }) => line.length > 1));
    expect(room.game.phase).toBe('playing');
    expect(endsStay(room.game)).toBe(false);
    expect(newsSentence(room.game, [zero])).toMatch(/ is at 0 in round 1, for now\.$/);
    expect(newsSentence(room.game, two)).toMatch(/^2 models came to an end in round 1, for now: /);
    expect(sentenceAtZero(room)).toBe('Your model is at 0 now. Whoever writes a 1 brings it back.');

    room.typeOn('0000', ({ phase }) => phase === 'watching');
    expect(endsStay(room.game)).toBe(true);
    expect(newsSentence(room.game, [zero])).toMatch(/ is at 0 in round 1, and stays there\.$/);
    expect(newsSentence(room.game, two)).toMatch(/^2 models came to an end in round 1, and stay there: /);
    expect(sentenceAtZero(room)).toBe(
      'Your model is at 0 now. The server draws from it, and that makes only 0s.',
    );
    room.send({ type: 'pause' });
    expect(room.game.phase).toBe('paused');
    expect(endsStay(room.game)).toBe(true);
    room.send({ type: 'resume' });

    room.typeOn('0000', isOver);
    expect(ending(room)).not.toContain('for good');
    expect(sentenceAtZero(room)).toBe(
      'Your model ended at 0. Had somebody written a 1, it would have come back.',
    );
  });

  test('is left again by real tokens, whoever writes', () => {
    const room = new TypedGame({ handRounds: 1, regime: { kind: 'mix', fresh: 0.1 } });
    room.typeOn('0000', ({ phase }) => phase === 'watching');
    expect(endsStay(room.game)).toBe(false);
    expect(sentenceAtZero(room)).toBe('Your model is at 0 now. Whoever writes a 1 brings it back.');
  });
});
