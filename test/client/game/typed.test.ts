/** Sentences of games in which students type: none says that a model has collapsed, or what is exact or expected. */
import { describe, expect, test } from 'vitest';
import {
  collapsesCaption,
  collapsesLabel,
  endSentence,
  forecastsCaption,
  medianMark,
  medianSentence,
  outcomeMark,
} from '../../../client/game/ending.text.ts';
import { newsSentence, shareCaption, subtitle } from '../../../client/game/board.text.ts';
import { applyEvents } from '../../../client/game/board-state.ts';
import { collapsesAt, notYet } from '../../../client/game/collapses.ts';
import { numbersOf } from '../../../client/game/numbers.ts';
import { endedWord, sidesWord } from '../../../client/game/regime.text.ts';
import {
  aheadSentence,
  aheadWords,
  curveOfTheory,
  diversityNote,
  endedNote,
  fanCaption,
  lawWord,
  meanNote,
  medianWords,
  promises,
  spreadNote,
  tossSentence,
} from '../../../client/game/theory.text.ts';
import { warnings } from '../../../client/host/setup/plan.ts';
import { classSentence, modelSentence, titleOf } from '../../../client/player/player.text.ts';
import type { Regime } from '../../../shared/model/unigram.ts';
import { isAtEnd as isEnd } from '../../../shared/session/state.ts';
import { outlook } from '../../../shared/theory/outlook.ts';
import { Classroom } from '../../support/session/classroom.ts';

const regimes: Regime[] = [{ kind: 'replace' }, { kind: 'accumulate' }, { kind: 'mix', fresh: 0.1 }];
const plays = ['relay', 'teams', 'everyone'] as const;
const worlds = regimes.flatMap((regime) => plays.map((play) => ({ kind: regime.kind, regime, play })));
const rounds = 14;

describe.each(worlds)('$kind, $play', ({ kind, regime, play }) => {
  /** Eight players whose texts are all 0s, both, all 1s and both in turn, so that each model leaves its ends again. */
  const texts = ['0000000000', '0110100101', '1111111111', '0110100101'];
  const room = new Classroom({ regime, play, writing: 'type', rounds, handRounds: null, teams: 4 }).join(8);
  for (const player of [1, 2, 3]) room.send({ type: 'forecast', player, round: player, pole: 0 });
  room.send({ type: 'start' });
  do {
    for (const { player } of room.state.players)
      for (const turn of room.turns(player)) {
        const { rollout, round } = turn;
        if (turn.step === 'generate')
          room.send({
            type: 'generate',
            player,
            rollout,
            round,
            tokens: texts[(rollout + round) % texts.length]!,
          });
        else room.send({ type: 'refit', player, rollout, round, ones: turn.text.replaceAll('0', '').length });
      }
  } while (room.state.phase !== 'finished' && room.wait());
  const { game, log } = room;
  const { config } = game;
  const { collapses } = applyEvents(null, log)!;
  const numbers = numbersOf(game);
  const theory = outlook(config, rounds);

  test('no model is said to have collapsed, and nothing to be exact or expected', () => {
    expect(game.rollouts.every(({ line }) => line.filter(isEnd).length > 3)).toBe(kind !== 'accumulate');
    const view = room.view(1);
    const said = [
      subtitle(game),
      shareCaption(game),
      sidesWord(config),
      endedWord(config),
      curveOfTheory(config),
      lawWord(config),
      endSentence(game, numbers),
      tossSentence(config),
      medianSentence(game, numbers.atEnd),
      collapsesLabel(game, collapses),
      collapsesCaption(config),
      forecastsCaption(config, true),
      forecastsCaption(config, false),
      outcomeMark(config, 8),
      medianMark(config),
      medianWords(config, 8),
      collapses.length > 0 ? newsSentence(game, collapses.slice(0, 2)) : '',
      endedNote(config, numbers, theory).note,
      meanNote(config, numbers, theory).note,
      spreadNote(config, numbers, theory).note,
      diversityNote(config, numbers, theory).note,
      diversityNote(config, numbers, theory).more!(),
      modelSentence(view),
      classSentence(view),
      titleOf({ name: 'forecast', view }),
      aheadSentence(config, { p: 0.4, round: 2 }, theory),
      aheadWords(config, { p: 0.4, round: 2 }),
      ...warnings(config, { question: { model: config, rounds }, outlook: theory }),
      promises(config, theory)[0],
      fanCaption(config, true).replace('Exact', ''),
    ];
    for (const sentence of said)
      expect(sentence ?? '').not.toMatch(/collaps|exact law|expect|only [01]s|forgotten|settled|Exact/);
    expect(promises(config, theory)[1]).toMatch(/^drawn by chance: /);
  });

  test('every model is counted once, however often it came to an end, and no bar is negative', () => {
    const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
    const { later } = notYet(game, collapses);
    const at = [0, 1].map((pole) => sum(collapsesAt(pole as 0 | 1, game, collapses).rounds));
    expect(later).toBeGreaterThanOrEqual(0);
    expect(sum(at) + later).toBe(game.rollouts.length);
    expect(collapsesLabel(game, collapses)).toContain(`${later} not yet`);
    if (kind !== 'accumulate') expect(collapses.length).toBeGreaterThan(game.rollouts.length);
  });
});
