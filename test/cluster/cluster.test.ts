/** Three servers on one PostgreSQL with ten classes of twenty; `npm run cluster` measures it. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Board } from '../support/clients.ts';
import { Proxy } from '../support/network/proxy.ts';
import { play, type ClusterOutcome, type Setting } from './classes.ts';
import { startCluster, type Cluster } from './cluster.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster(3)));
afterAll(() => cluster[Symbol.asyncDispose]());

const flawless = { lost: [], doubled: [], gaps: [], misled: [] } satisfies Partial<ClusterOutcome>;

/** Devices that think for one second on average, each on another server than the last. */
async function setting(): Promise<Setting> {
  const proxy = await Proxy.to(cluster.ports);
  onTestFinished(() => proxy[Symbol.dispose]());
  const thinks = () => 500 + 1_000 * Math.random();
  return { entrance: cluster.servers[0]!, url: proxy.url, classes: 10, devices: 20, thinks };
}

test('classes that are spread over all of them play one gapless game each, and every client shows the same', async () => {
  const boards: Board[][] = [];
  const outcome = await play(await setting(), async (rooms) => {
    for (const { session } of rooms)
      boards.push(cluster.servers.map(({ url }) => new Board(url, session.code)));
  });
  expect(outcome).toMatchObject({ ...flawless, back: [] });
  expect(outcome.acknowledged).toBeGreaterThan(400);
  expect(await cluster.metrics('telephone_rooms')).toEqual([10, 10, 10]);
  for (const [first, ...others] of boards) {
    await first!.heard('finished');
    for (const other of others) {
      await other.heard('finished');
      expect(other.events).toEqual(first!.events);
    }
    expect(first!.gaps).toEqual([]);
  }
});

test('one is killed in the middle of a round: everybody is back and plays, and no acknowledged turn is lost', async () => {
  const victim = cluster.servers[1]!;
  const outcome = await play(await setting(), () => victim.kill('SIGKILL'));
  expect(outcome).toMatchObject(flawless);
  expect(outcome.back.length).toBeGreaterThan(30);
  await victim.start();
});

test('PostgreSQL is restarted: who asks meanwhile is told to try again, and nothing is lost', async () => {
  const { postgres, servers } = cluster;
  const outcome = await play(await setting(), async () => {
    await postgres.stop();
    const created = await fetch(`${servers[0]!.url}/api/sessions`, { method: 'POST' });
    const ready = await Promise.all(servers.map(({ url }) => fetch(`${url}/readyz`)));
    expect([created, ...ready].map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    expect(await created.json()).toMatchObject({ error: { code: 'try_again' } });
    await postgres.start();
  });
  expect(outcome).toMatchObject(flawless);
  for (const { said } of servers) expect(said).toContain('PostgreSQL available again');
});
