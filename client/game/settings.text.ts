/** The numbers of a config as settings: label, one line of why, range. */
import { configLimits } from '../../shared/session/config.ts';
import type { NumberSetting } from '../ui/fields/number-setting.ts';

const whole = { step: 1, optional: false, logarithmic: false };
const share = { min: 0.01, max: 0.99, step: 0.01, optional: false, logarithmic: false };
const { teams, textLength, rounds, handRounds, turnSeconds } = configLimits;

export const settings = {
  teams: {
    ...whole,
    ...teams,
    label: 'Teams',
    why: `${teams.min} to ${teams.max}; never more than there are students.`,
  },
  fresh: {
    ...share,
    label: 'Share of real tokens',
    why: 'Above 0 and below 1. One in ten is enough to see it.',
  },
  textLength: {
    ...whole,
    ...textLength,
    label: 'Tokens in a text',
    why: 'Short texts collapse quickly, long ones slowly. Up to 20 are thrown by hand.',
    logarithmic: true,
  },
  rounds: {
    ...whole,
    ...rounds,
    label: 'Rounds',
    why: 'A round is one text written and one model trained on it.',
  },
  handRounds: {
    ...whole,
    ...handRounds,
    label: 'Rounds by hand',
    why: 'Then the server plays on, two rounds a second. Empty: all by hand.',
    optional: true,
  },
  start: {
    ...share,
    label: 'p at the start',
    why: 'The chance of a 1 in real data; ½ is a fair coin.',
  },
  turnSeconds: {
    ...whole,
    ...turnSeconds,
    label: 'Seconds for a turn',
    why: 'Then the server plays it, exactly as the student’s device would have. Empty: no limit.',
    optional: true,
    logarithmic: true,
  },
} satisfies Record<string, NumberSetting>;
