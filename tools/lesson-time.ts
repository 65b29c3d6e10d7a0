/**
 * How long a lesson takes with students of human speed, on a virtual clock, beside what the set-up page says.
 *
 * Each answer takes a lognormal time with a median of 7 s. Usage: npm run lesson-time [players] [seed] ['{"rounds": 20}']
 */
import { timingOf } from '../client/host/setup/plan.ts';
import { defaultConfig, type Config } from '../shared/session/config.ts';
import { medianSeconds, playLesson, sigma } from '../test/support/session/lesson.ts';

const [players = '30', seed = '1', change = '{}'] = process.argv.slice(2);
const config: Config = { ...defaultConfig, ...(JSON.parse(change) as Partial<Config>) };
const told = (who: string, { step, minutes }: { step: number; minutes: number }) =>
  console.log(`${who}: a step by hand takes ${step.toFixed(1)} s, the lesson ${minutes.toFixed(1)} minutes`);
const answers = `answers lognormal with a median of ${medianSeconds} s (sigma ${sigma})`;
console.log(`${players} students, ${answers}, seed ${seed}`);
told('simulated', playLesson(config, Number(players), Number(seed)));
told('the set-up page', timingOf(config));
