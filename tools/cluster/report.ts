/** What `npm run cluster` plays and measures. */
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Row } from '../rows.ts';
import { PostgresServer } from '../../test/support/process/postgres-server.ts';
import { countAppends } from './appends.ts';
import { play, type Outcome, type Setting } from '../../test/cluster/classes.ts';
import { Cluster } from '../../test/cluster/cluster.ts';
import { Nginx } from './nginx.ts';
import { Spread } from '../../test/cluster/spread.ts';

/** Milliseconds in which nineteen of twenty phones, and all of them, have to be back. */
const mostBack = 4_000;
const allBack = 8_000;
/** Seconds for which turns are counted. */
const counted = 10;

/** Gives the rows of each part when it has been played. */
export async function* all(): AsyncGenerator<Row[]> {
  const cluster = await Cluster.start(3);
  const spread = await Spread.open(cluster.ports);
  try {
    const everywhere = { ...school, door: cluster.servers[0]!, url: spread.url };
    yield [flawless('each class is on all three servers', await play(everywhere, async () => {}))];
  } finally {
    spread.close();
    await cluster.dispose();
  }
  yield* blows();
  if (Nginx.isInstalled) yield* polling();
  for (const servers of [1, 2, 3]) yield [await throughput(servers)];
  yield [await appends(500)];
}

/** Devices that no WebSocket reaches. */
export async function* polling(): AsyncGenerator<Row[]> {
  const cluster = await Cluster.start(3);
  const nginx = await Nginx.start(cluster.ports, { webSockets: false });
  const behind = { ...school, classes: 5, door: nginx, url: nginx.url };
  try {
    const still = await play(behind, async () => {});
    const rooms = await cluster.metrics('telephone_rooms');
    yield [
      await noWebSocket(nginx),
      flawless('phones that poll through nginx', still),
      {
        what: 'and every room is on one server',
        figure: `${rooms.join(' + ')} rooms of ${behind.classes} classes`,
        isKept: rooms.reduce((sum, count) => sum + count) === behind.classes,
      },
    ];
    const outcome = await play(behind, () => cluster.busiest().then((server) => server.kill('SIGKILL')));
    yield [flawless('a server is killed under phones that poll', outcome), backIn('they', outcome)];
  } finally {
    await nginx.dispose();
    await cluster.dispose();
  }
}

const school = {
  classes: 10,
  phones: 20,
  thinks: () => 500 + 1_000 * Math.random(),
} satisfies Partial<Setting>;

/** A server is killed, and PostgreSQL restarted, behind nginx where there is one. */
async function* blows(): AsyncGenerator<Row[]> {
  const cluster = await Cluster.start(3);
  const entrance = await entranceTo(cluster);
  try {
    const victim = await cluster.busiest();
    const killed = await play({ ...school, ...entrance }, () => victim.kill('SIGKILL'));
    const what = `behind ${entrance.name}`;
    yield [flawless(`a server is killed ${what}`, killed), backIn('who played on it', killed)];
    await victim.start();
    let away = 0;
    const restarted = await play({ ...school, ...entrance }, async () => {
      const began = performance.now();
      await cluster.postgres.stop();
      await cluster.postgres.start();
      away = performance.now() - began;
    });
    yield [flawless(`PostgreSQL is restarted ${what}, and away for ${seconds(away)}`, restarted)];
  } finally {
    await entrance.dispose();
    await cluster.dispose();
  }
}

/** What so many servers make of the same load, and what of the processor that takes them together. */
async function throughput(servers: number): Promise<Row> {
  const cluster = await Cluster.start(servers);
  const entrance = await entranceTo(cluster);
  let [turns, cpu] = [0, 0];
  try {
    await play({ ...school, ...entrance, thinks: () => 50 }, async (rooms) => {
      const used = async () => (await cluster.metrics('process_cpu_seconds_total')).reduce((a, b) => a + b);
      const acknowledged = () => rooms.reduce((sum, room) => sum + room.acknowledged, 0);
      const before = [acknowledged(), await used()] as const;
      await setTimeout(counted * 1_000);
      turns = (acknowledged() - before[0]) / counted;
      cpu = ((await used()) - before[1]) / counted;
    });
  } finally {
    await entrance.dispose();
    await cluster.dispose();
  }
  return {
    what: `${servers} ${servers === 1 ? 'server' : 'servers'}, PostgreSQL, ${entrance.name} and 200 phones on ${availableParallelism()} cores`,
    figure: `${turns.toFixed(0)} turns a second; ${((cpu / turns) * 1e6).toFixed(0)} µs of the servers' processors for a turn`,
    isKept: null,
  };
}

/** What the store alone carries: how large a cell can be. */
async function appends(rooms: number): Promise<Row> {
  const postgres = await PostgresServer.start();
  try {
    const { turns, commits } = await countAppends(postgres, rooms, counted);
    return {
      what: `one server’s store and PostgreSQL alone, ${rooms} rooms on ${availableParallelism()} cores`,
      figure: `${turns.toFixed(0)} durable turns a second in ${commits.toFixed(0)} transactions`,
      isKept: null,
    };
  } finally {
    await postgres.dispose();
  }
}

type Entrance = Pick<Setting, 'door' | 'url'> & { name: string; dispose: () => Promise<void> };

async function entranceTo({ ports, servers }: Cluster): Promise<Entrance> {
  if (Nginx.isInstalled) {
    const nginx = await Nginx.start(ports);
    return { name: 'nginx', door: nginx, url: nginx.url, dispose: () => nginx.dispose() };
  }
  const spread = await Spread.open(ports);
  return { name: 'no nginx', door: servers[0]!, url: spread.url, dispose: async () => spread.close() };
}

function flawless(what: string, { acknowledged, lost, doubled, gaps, misled }: Outcome): Row {
  return {
    what: `${what}: acknowledged turns lost, doubled; gaps in logs; phones misled`,
    figure: `${lost.length}, ${doubled.length}; ${gaps.length}; ${misled.length} (of ${acknowledged} turns)`,
    isKept: [lost, doubled, gaps, misled].every(({ length }) => length === 0),
  };
}

function backIn(who: string, { back }: Outcome): Row {
  const sorted = back.toSorted((a, b) => a - b);
  const most = sorted[Math.ceil(0.95 * sorted.length) - 1] ?? NaN;
  const last = sorted.at(-1) ?? NaN;
  return {
    what: `${who} are shown their turns again within ${seconds(mostBack)} (19 of 20), all within ${seconds(allBack)}`,
    figure: `${seconds(most)}, ${seconds(last)}; ${back.length} phones lost their line`,
    isKept: most <= mostBack && last <= allBack,
  };
}

async function noWebSocket({ url }: Nginx): Promise<Row> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const opened = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('error', () => resolve(false));
  });
  socket.close();
  return { what: 'no WebSocket comes through', figure: opened ? 'one did' : 'none did', isKept: !opened };
}

const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;
