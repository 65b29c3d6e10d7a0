/**
 * Classes beside a hundred downloads of the largest session, or beside twenty of the largest games that are
 * fast-forwarded, in turns with nothing beside them; prints what came of it.
 *
 * Usage: npm run bench:beside -- downloads|rooms [--seconds 20] [--rooms 3] [--every 2000] [--count 100]
 * [--server PATH]. Exits with 1 where the target is missed.
 */
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { percentiles } from '../statistics.ts';
import type { BurdenCall } from './load/burden.ts';
import { Classroom } from './load/classroom.ts';
import { createSessionFrom } from './load/create-session.ts';
import { loadCores, onCores, startSubject, usedBy } from './load/subject.ts';
import { Tally } from './load/tally.ts';
import { servers } from './servers.ts';

const option = (value: string) => ({ type: 'string', default: value }) as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ seconds: option('20'), rooms: option('3'), every: option('2000') },
    ...{ count: { type: 'string' }, server: option(servers.game.script) },
  },
});
const [what] = positionals;
if (what !== 'downloads' && what !== 'rooms') throw new Error('Beside downloads, or beside rooms?');

// on the cores of the load, as everything that this process starts but the server
const [pin, ...args] = [...onCores(loadCores), process.execPath, ...process.argv.slice(1)];
if (pin !== process.execPath && process.env['IS_PINNED'] === undefined) {
  const env = { ...process.env, IS_PINNED: '1' };
  process.exit(spawnSync(pin!, args, { stdio: 'inherit', env }).status ?? 1);
}

const seconds = Number(values.seconds);
const every = Number(values.every);
const count = Number(values.count ?? (what === 'downloads' ? 100 : 20));
const phases = ['alone', 'beside', 'alone', 'beside'] as const;
/** milliseconds before what is measured of a phase */
const settle = 3_000;

await using subject = await startSubject(values.server);
const burden = fork(join(import.meta.dirname, 'load/burden.ts'));
const tally = new Tally();
let began = performance.now();
const id = what === 'downloads' ? ((await ask(burden, { call: 'record', url: subject.url })) as string) : '';
if (what === 'downloads')
  console.log(`the largest game was fast-forwarded in ${((performance.now() - began) / 1000).toFixed(1)} s`);

const classes: Classroom[] = [];
for (let room = 0; room < Number(values.rooms); room++) {
  const from = `127.1.0.${room + 1}`;
  const session = await createSessionFrom(subject.url, from, { handRounds: null, rounds: 200 });
  const one = new Classroom(session, { url: subject.url, code: session.code, from }, 30, tally);
  await one.seat();
  classes.push(one);
}
if (what === 'rooms') await ask(burden, { call: 'open', url: subject.url, count });
began = performance.now() + 500;
for (const [index, one] of classes.entries())
  one.play({ begin: began + (index / classes.length) * every, every, spread: every - 1_200, end: Infinity });
await setTimeout(2 * every);

const measured: Record<(typeof phases)[number], number[]> = { alone: [], beside: [] };
let peak = usedBy(subject).rss;
for (const [index, phase] of phases.entries()) {
  if (phase === 'beside') await begin(index > 1);
  await setTimeout(settle);
  const before = tally.acknowledgements.length;
  const used = usedBy(subject).cpu;
  tally.counts = true;
  for (let second = 0; second < seconds; second++) {
    await setTimeout(1_000);
    peak = Math.max(peak, usedBy(subject).rss);
  }
  tally.counts = false;
  const own = tally.acknowledgements.slice(before);
  measured[phase].push(...own);
  const { p50, p99, max } = percentiles(own);
  const cpu = ((usedBy(subject).cpu - used) / seconds) * 100;
  console.log(
    `${phase.padEnd(6)} ${own.length} turns, acknowledged p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ` +
      `max ${max.toFixed(1)} ms; server ${cpu.toFixed(0)} % of a core, ${(usedBy(subject).rss / 1e6).toFixed(0)} MB`,
  );
  if (phase === 'beside') {
    const sent = (await ask(burden, { call: 'end' })) as { megabytes: number; files: number };
    if (what === 'downloads')
      console.log(`       ${sent.megabytes.toFixed(0)} MB sent so far, ${sent.files} files whole`);
    await setTimeout(settle);
  }
}
burden.kill();
for (const one of classes) one.close();

const [alone, beside] = [percentiles(measured.alone), percentiles(measured.beside)];
const [ratio, target] = [beside.p99 / alone.p99, what === 'downloads' ? '3 x' : '100 ms'];
const isMet = what === 'downloads' ? ratio <= 3 : beside.p99 <= 100;
console.log(
  `p99 ${beside.p99.toFixed(1)} ms beside ${count} ${what}, ${alone.p99.toFixed(1)} ms alone: ${ratio.toFixed(2)} x; ` +
    `target at most ${target}: ${isMet ? 'met' : 'not met'}. The server had ${(peak / 1e6).toFixed(0)} MB at most.`,
);
process.exitCode = isMet ? 0 : 1;

/** Puts the burden on the server. @param isAgain not the first time */
async function begin(isAgain: boolean): Promise<void> {
  if (what === 'downloads') await ask(burden, { call: 'download', url: subject.url, id, count });
  else {
    if (isAgain) await ask(burden, { call: 'open', url: subject.url, count });
    await ask(burden, { call: 'fastForward' });
  }
}

async function ask(process: ChildProcess, call: BurdenCall): Promise<unknown> {
  process.send(call);
  const ended = once(process, 'exit').then(() => {
    throw new Error('the burden has ended');
  });
  return ((await Promise.race([once(process, 'message'), ended])) as [unknown])[0];
}
