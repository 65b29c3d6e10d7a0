/** The plan of a lesson: duration, expectations, warnings. */
import type { Config } from '../../../shared/session/config.ts';
import type { Outlook } from '../../../shared/theory/outlook.ts';
import { count } from '../../ui/format.ts';
import type { Question } from '../../workers/theory.worker.ts';
import { settings } from '../../game/settings.text.ts';
import { faintness } from '../../game/theory.text.ts';
import { faultOf } from '../../ui/fields/number-setting.ts';

/**
 * Seconds from a step's opening to its last answer, with people half of whom need more than 7 s; measured by
 * `npm run lesson-time`, and held against it by a test.
 */
const medianAnswer = 7;
const answered = { relay: 8, teams: 12, everyone: 15 };
/** The same with no time limit, where a class waits for its slowest. */
const allAnswered = { ...answered, everyone: 18 };
/** The same where all students are simulated. */
const botsAnswered = 1.5;
/** Seconds of a round that the server plays. */
const watchedRound = 0.5;
/** Minutes of a lesson at school. */
const lessonMinutes = 45;

/** Where the time goes: `byHand` rounds of two steps each, then `watched` ones. */
export interface Timing {
  byHand: number;
  watched: number;
  /** seconds, the beat before the next step among them */
  step: number;
  minutes: number;
}

/** About how long a lesson takes, from the start to the last round. */
export function timingOf(config: Config): Timing {
  const { play, turnSeconds } = config;
  const seconds = turnSeconds === null ? allAnswered[play] : Math.min(answered[play], turnSeconds);
  return timingWith(seconds, config);
}

function timingWith(seconds: number, { rounds, handRounds, beat }: Config): Timing {
  const byHand = Math.min(handRounds ?? rounds, rounds);
  const watched = rounds - byHand;
  const step = seconds + beat / 1000;
  return { byHand, watched, step, minutes: (byHand * 2 * step + watched * watchedRound) / 60 };
}

export function minutesWord(minutes: number): string {
  if (minutes < 0.75) return 'less than a minute';
  return minutes < 1.5 ? 'about a minute' : `about ${Math.round(minutes)} minutes`;
}

/** How the minutes come about, and what may change them. */
export function arithmetic(config: Config): string {
  const { byHand, watched, step } = timingOf(config);
  const steps = `${count(byHand, 'round')} by hand × 2 steps × about ${Math.round(step)} s`;
  const rest = `${count(watched, 'round')} × ½ s`;
  const sum = [byHand > 0 && steps, watched > 0 && rest].filter(Boolean).join(', then ');
  if (byHand === 0) return `${sum}.`;
  const bots = minutesWord(timingWith(botsAnswered, config).minutes);
  return [
    `${sum}.`,
    config.pace === 'manual' && 'On top of that, the time that you wait before you open each round.',
    config.turnSeconds === null && 'With no time limit each step waits for the slowest, however long.',
    `With simulated students alone: ${bots}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** What must be set before there is a plan, as a sentence; null where nothing is missing. */
export function missingIn(config: Config): string | null {
  const { play, teams, regime, textLength, rounds, handRounds, start, turnSeconds } = config;
  const faults = [
    play === 'teams' ? faultOf(settings.teams, teams) : null,
    regime.kind === 'mix' ? faultOf(settings.fresh, regime.fresh) : null,
    faultOf(settings.textLength, textLength),
    faultOf(settings.rounds, rounds),
    faultOf(settings.handRounds, handRounds),
    faultOf(settings.start, start),
    faultOf(settings.turnSeconds, turnSeconds),
  ];
  return faults.find((fault) => fault !== null) ?? null;
}

export interface Theory {
  question: Question;
  outlook: Outlook;
}

/** The config of which theory has spoken, which may be older than the one that is set. */
export function answeredConfig(config: Config, { question }: Theory): Config {
  return { ...config, ...question.model, rounds: question.rounds };
}

/** Why the lesson may not show what it should, each with what helps. */
export function warnings(config: Config, theory: Theory | null): string[] {
  const { byHand, minutes } = timingOf(config);
  const { rounds, turnSeconds } = config;
  return [
    rounds === 1 && 'One round is no chain: each model is trained once. Take more rounds.',
    theory && faintness(answeredConfig(config, theory), theory.outlook),
    byHand === 0 && 'Nobody plays by hand: the class only watches.',
    byHand > 0 &&
      turnSeconds !== null &&
      turnSeconds < medianAnswer &&
      `Half of the class needs more than ${turnSeconds} s for a turn. The server plays for them.`,
    minutes > lessonMinutes &&
      `That is longer than a lesson of ${lessonMinutes} minutes. Let the server play more of the rounds.`,
  ].filter((warning) => typeof warning === 'string');
}
