/** Parts of `npm run cluster`. */
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { play, type ClusterOutcome, type Setting } from '../../test/cluster/classes.ts';
import { startCluster, type Cluster } from '../../test/cluster/cluster.ts';
import type { Entrance } from '../../test/support/class.ts';
import { Proxy } from '../../test/support/network/proxy.ts';
import { PostgresServer } from '../../test/support/process/postgres-server.ts';
import type { Row } from '../print-results.ts';
import { percentiles, sum } from '../statistics.ts';
import { countAppends } from './appends.ts';
import { countMissing } from './builds.ts';
import { isNginxInstalled, startNginx } from './nginx.ts';

/** Milliseconds in which nineteen of twenty devices, and all of them, have to be back. */
const mostBack = 4_000;
const allBack = 8_000;
/** Seconds for which turns are counted. */
const counted = 10;

/** Gives the rows of each part when it has been played. */
export async function* all(): AsyncGenerator<Row[]> {
  yield [await spread()];
  yield* faults();
  if (isNginxInstalled) yield* polling();
  for (const servers of [1, 2, 3]) yield [await throughput(servers)];
  yield [await appends(500)];
}

const school = {
  classes: 10,
  devices: 20,
  thinks: () => 500 + 1_000 * Math.random(),
} satisfies Partial<Setting>;

async function spread(): Promise<Row> {
  await using cluster = await startCluster(3);
  using proxy = await Proxy.to(cluster.ports);
  const everywhere = { ...school, entrance: cluster.servers[0]!, url: proxy.url };
  return flawless('each class is on all three servers', await play(everywhere));
}

/** Devices that no WebSocket reaches. */
export async function* polling(): AsyncGenerator<Row[]> {
  await using cluster = await startCluster(3);
  await using nginx = await startNginx(cluster.ports, { webSockets: false });
  const behind = { ...school, classes: 5, entrance: nginx, url: nginx.url };
  const still = await play(behind);
  const rooms = await cluster.metrics('telephone_rooms');
  yield [
    await noWebSocket(nginx),
    flawless('devices that poll through nginx', still),
    {
      what: 'and every room is on one server',
      figure: `${rooms.join(' + ')} rooms of ${behind.classes} classes`,
      isKept: sum(rooms) === behind.classes,
    },
  ];
  const { files, missing } = await countMissing();
  yield [
    {
      what: 'files that a page of either build misses while servers are updated one by one',
      figure: `${missing} of ${files}`,
      isKept: missing === 0,
    },
  ];
  const outcome = await play(behind, () => cluster.busiest().then((server) => server.kill('SIGKILL')));
  yield [flawless('a server is killed under devices that poll', outcome), backIn('they', outcome)];
}

/** A server is killed, and PostgreSQL restarted, behind nginx where there is one. */
async function* faults(): AsyncGenerator<Row[]> {
  await using cluster = await startCluster(3);
  await using entrance = await entranceTo(cluster);
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
}

/** What so many servers make of the same load, and what of the processor that takes them together. */
async function throughput(servers: number): Promise<Row> {
  await using cluster = await startCluster(servers);
  await using entrance = await entranceTo(cluster);
  let [turns, cpu] = [0, 0];
  await play({ ...school, ...entrance, thinks: () => 50 }, async (rooms) => {
    const used = async () => sum(await cluster.metrics('process_cpu_seconds_total'));
    const acknowledged = () => sum(rooms.map((room) => room.acknowledged));
    const before = [acknowledged(), await used()] as const;
    await setTimeout(counted * 1_000);
    turns = (acknowledged() - before[0]) / counted;
    cpu = ((await used()) - before[1]) / counted;
  });
  return {
    what: `${servers} ${servers === 1 ? 'server' : 'servers'}, PostgreSQL, ${entrance.name} and 200 devices on ${availableParallelism()} cores`,
    figure: `${turns.toFixed(0)} turns a second; ${((cpu / turns) * 1e6).toFixed(0)} µs of the servers' processors for a turn`,
    isKept: null,
  };
}

/** What the store alone carries: how large a cell can be. */
async function appends(rooms: number): Promise<Row> {
  await using postgres = await PostgresServer.start();
  const { turns, commits } = await countAppends(postgres, rooms, counted);
  return {
    what: `one server’s store and PostgreSQL alone, ${rooms} rooms on ${availableParallelism()} cores`,
    figure: `${turns.toFixed(0)} durable turns a second in ${commits.toFixed(0)} transactions`,
    isKept: null,
  };
}

async function entranceTo({ ports, servers }: Cluster) {
  const used = new AsyncDisposableStack();
  const dispose = { [Symbol.asyncDispose]: () => used.disposeAsync() };
  if (isNginxInstalled) {
    const nginx = used.use(await startNginx(ports));
    return { name: 'nginx', entrance: nginx, url: nginx.url, ...dispose };
  }
  const { url } = used.use(await Proxy.to(ports));
  return { name: 'no nginx', entrance: servers[0]!, url, ...dispose };
}

function flawless(what: string, { acknowledged, lost, doubled, gaps, misled }: ClusterOutcome): Row {
  return {
    what: `${what}: acknowledged turns lost, doubled; gaps in logs; devices misled`,
    figure: `${lost.length}, ${doubled.length}; ${gaps.length}; ${misled.length} (of ${acknowledged} turns)`,
    isKept: [lost, doubled, gaps, misled].every(({ length }) => length === 0),
  };
}

function backIn(who: string, { back }: ClusterOutcome): Row {
  const { p95, max } = percentiles(back);
  return {
    what: `${who} are shown their turns again within ${seconds(mostBack)} (19 of 20), all within ${seconds(allBack)}`,
    figure: `${seconds(p95)}, ${seconds(max)}; ${back.length} devices lost their connection`,
    isKept: p95 <= mostBack && max <= allBack,
  };
}

async function noWebSocket({ url }: Entrance): Promise<Row> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const opened = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('error', () => resolve(false));
  });
  socket.close();
  return { what: 'no WebSocket comes through', figure: opened ? 'one did' : 'none did', isKept: !opened };
}

const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;
