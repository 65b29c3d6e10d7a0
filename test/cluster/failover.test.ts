/** A database that fails over under playing classes; `npm run cluster -- --failover` does it twenty times. */
import { expect, onTestFinished, test } from 'vitest';
import { Board } from '../support/clients.ts';
import { Proxy } from '../support/network/proxy.ts';
import { playThrough, type Setting } from './classes.ts';
import { startServers } from './cluster.ts';
import { FailoverPair } from './failover.ts';

/** Classes that are spread over two servers. */
async function setting() {
  const pair = await FailoverPair.start();
  const cluster = await startServers(2, pair);
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  const proxy = await Proxy.to(cluster.ports);
  onTestFinished(() => proxy[Symbol.dispose]());
  const thinks = () => 200 + 400 * Math.random();
  const classes: Setting = {
    ...{ entrance: cluster.servers[0]!, url: proxy.url, classes: 4, devices: 10, thinks },
  };
  return { pair, cluster, classes };
}

test('the primary is killed for good and its standby promoted: no acknowledged turn is lost, and everybody plays on', async () => {
  const { pair, classes } = await setting();
  await pair.replicateSynchronously();
  const outcome = await playThrough(classes, [() => pair.failOver()]);
  expect(outcome).toMatchObject({ lost: [], doubled: [], gaps: [], misled: [] });
  expect(outcome.back).toHaveLength(40);
});

test('a standby that lags is promoted: every class plays on from what it has, and everybody sees the same', async () => {
  const { pair, cluster, classes } = await setting();
  const boards: Board[] = [];
  const lag = async () => {
    const now = performance.now();
    await pair.standby.detach();
    return { began: now, ended: performance.now() };
  };
  const outcome = await playThrough(classes, [lag, () => pair.failOver()], (rooms) => {
    for (const { session } of rooms)
      boards.push(...cluster.servers.map(({ url }) => new Board(url, session.code)));
  });
  expect(outcome).toMatchObject({ doubled: [], gaps: [], misled: [] });
  for (const board of boards) {
    await board.heard('finished');
    expect(board.events.map(({ seq }) => seq)).toEqual(board.events.map((_, index) => index + 1));
  }
  expect(boards.some(({ resets }) => resets > 0)).toBe(true);
  for (const [index, board] of boards.entries())
    expect(board.events).toEqual(boards[index - (index % 2)]!.events);
});
