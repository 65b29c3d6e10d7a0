/** Part of `npm run cluster`: the primary of a synchronous pair is killed for good, twenty times. */
import { playThrough, type ClusterOutcome } from '../../test/cluster/classes.ts';
import { startServers } from '../../test/cluster/cluster.ts';
import { FailoverPair } from '../../test/cluster/failover.ts';
import { Proxy } from '../../test/support/network/proxy.ts';
import type { Row } from '../print-results.ts';
import { percentiles, sum } from '../statistics.ts';

/** Games end before a hundred rounds are played: so many times with so many kills each. */
const games = 5;
const killsInEach = 4;

/** Milliseconds from a kill in which nineteen of twenty devices, and all of them, are to be granted a turn again. */
const mostBack = 10_000;
const allBack = 20_000;

/** Gives the rows when all kills have been played. */
export async function* failover(): AsyncGenerator<Row[]> {
  const outcomes: ClusterOutcome[] = [];
  for (let game = 0; game < games; game++) {
    await using pair = await FailoverPair.start();
    await pair.replicateSynchronously();
    await using cluster = await startServers(3, pair);
    using proxy = await Proxy.to(cluster.ports);
    const setting = {
      ...{ entrance: cluster.servers[0]!, url: proxy.url, classes: 10, devices: 20 },
      thinks: () => 500 + 1_000 * Math.random(),
    };
    const kill = async (place: number) => {
      if (place > 0) await pair.renew();
      return pair.failOver();
    };
    outcomes.push(
      await playThrough(
        setting,
        Array.from({ length: killsInEach }, (_, place) => () => kill(place)),
      ),
    );
  }
  const { p50, p95, max } = percentiles(outcomes.flatMap(({ back }) => back));
  const count = (name: 'lost' | 'doubled' | 'gaps' | 'misled') =>
    sum(outcomes.map((outcome) => outcome[name].length));
  const counts = [count('lost'), count('doubled'), count('gaps'), count('misled')];
  yield [
    {
      what: `${games * killsInEach} primaries are killed under 200 devices, and their standbys promoted 2 s later: acknowledged turns lost, doubled; gaps in logs; devices misled`,
      figure: `${counts[0]}, ${counts[1]}; ${counts[2]}; ${counts[3]} (of ${sum(outcomes.map(({ acknowledged }) => acknowledged))} turns)`,
      isKept: counts.every((found) => found === 0),
    },
    {
      what: `they are granted turns again within ${seconds(mostBack)} of the kill (19 of 20), all within ${seconds(allBack)}`,
      figure: `${seconds(p95)}, ${seconds(max)}; half of them within ${seconds(p50)}`,
      isKept: p95 <= mostBack && max <= allBack,
    },
  ];
}

const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;
