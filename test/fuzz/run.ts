/** One fuzz run: a real server, packets of a seed, and classes that play beside. */
import { ServerProcess } from '../support/process/server-process.ts';
import { Class } from '../support/class.ts';
import { until } from '../support/until.ts';
import { attacks } from './attack.ts';
import { Attacker } from './attacker.ts';
import { inspect, inspected } from './memory.ts';

/** How many attacks are made at a time, and how many are drawn at once. */
const atOnce = 16;
const drawn = 100;

/**
 * @returns beside what was sent and played `complaints`: why the server ended, or what it said went wrong; `growth`:
 * bytes by which memory grew, of live objects after a forced collection and resident; `refused`: by call and code, how
 * far the packets came
 */
export async function fuzz({ packets, seed }: { packets: number; seed: number }) {
  await using server = await ServerProcess.start({ env: { ...inspected, TRUST_PROXY: '1' } });
  using inspector = await inspect(server.complaints);
  let hasEnded = false;
  void server.ended().then(() => (hasEnded = true));
  const config = { rounds: 50, lateJoin: false };
  const begin = () => Class.play(server, { devices: 8, thinks: () => 20, config });
  let room = await begin();
  const before = await inspector.memory();
  const attacker = new Attacker(server.url, () => room.session.code);
  const isEnough = () => attacker.packets >= packets || hasEnded;
  /** games that classes played to their end, their turns, and what in them was not as it should be */
  const played = { games: 0, turns: 0, wrong: [] as string[] };
  /** A class plays to the end beside, and then the next one. */
  const playUntilEnough = async () => {
    for (;;) {
      await until('a class has played to the end', () => room.devices.every(({ isDone }) => isDone));
      played.games++;
      played.turns += room.acknowledged;
      played.wrong.push(...(await faultsOf(room)));
      room[Symbol.dispose]();
      if (isEnough()) return;
      room = await begin();
    }
  };
  await Promise.all([playUntilEnough(), attackUntil(attacker, seed, isEnough)]);
  attacker.close();
  const figures = {
    packets: attacker.packets,
    connections: attacker.connections,
    complaints: [...(hasEnded ? ['the server has ended'] : []), ...complaintsIn(server)],
    ...played,
  };
  if (hasEnded) return { ...figures, growth: { live: NaN, resident: NaN }, refused: {} };
  const after = await inspector.memory();
  const growth = { live: after.live - before.live, resident: after.resident - before.resident };
  return { ...figures, growth, refused: await refusedBy(server) };
}

/** Makes attacks as a seed draws them, some at a time. */
async function attackUntil(attacker: Attacker, seed: number, isEnough: () => boolean): Promise<void> {
  const waiting: ReturnType<typeof attacks> = [];
  let batch = 0;
  const next = () => {
    if (waiting.length === 0) waiting.push(...attacks(seed + batch++, drawn));
    return waiting.shift()!;
  };
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (!isEnough()) await attacker.attack(next());
    }),
  );
}

/** Turns of a finished game that were lost, doubled or played by the server, and devices that show something else. */
async function faultsOf(room: Class): Promise<string[]> {
  const { lost, doubled, misled } = await room.check();
  const { events } = await room.replay();
  const byServer = events.filter((event) => 'by' in event && event.by === 'server');
  return [
    ...lost.map((turn) => `${turn} is lost`),
    ...doubled.map((turn) => `${turn} is doubled`),
    ...byServer.map(({ seq }) => `event ${seq} is the server's`),
    ...misled,
  ];
}

/** What the server printed as an error, or beside its inspector's greetings. */
function complaintsIn({ said, complaints }: ServerProcess): string[] {
  const isGreeting = (line: string) => /^(Debugger |For help|$)/.test(line);
  const isError = (line: string) => /^\{"level":[56]0/.test(line);
  return [...said.split('\n').filter(isError), ...complaints.split('\n').filter((line) => !isGreeting(line))];
}

async function refusedBy(server: ServerProcess): Promise<Record<string, number>> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const counts = text.matchAll(/^telephone_refused_total\{call="(\w+)",code="(\w+)"\} (\d+)/gm);
  return Object.fromEntries([...counts].map(([, call, code, count]) => [`${call} ${code}`, Number(count)]));
}
