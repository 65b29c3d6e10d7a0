/**
 * Devices that really play, as many as asked, against a server of their own; prints what came of it.
 *
 * Usage: npm run load -- [--rooms 34] [--players 30] [--every 4000] [--seconds 20] [--processes 1]
 * [--at-once 4] [--server game] [--json]. Exits with 1 where the run does not count.
 */
import { parseArgs } from 'node:util';
import { run } from './load/run.ts';
import { isServer, servers } from './servers.ts';
import { tableOf } from './table.ts';

const option = (value: string) => ({ type: 'string', default: value }) as const;
const { values } = parseArgs({
  options: {
    ...{ rooms: option('34'), players: option('30'), every: option('4000'), seconds: option('20') },
    ...{ processes: option('1'), 'at-once': option('4'), server: option('game') },
    json: { type: 'boolean', default: false },
  },
});

const { server } = values;
if (!isServer(server)) throw new Error(`There are ${Object.keys(servers).join(', ')}, and no ${server}.`);
const players = Number(values.players);
const result = await run(servers[server], {
  rooms: Array.from({ length: Number(values.rooms) }, () => players),
  every: Number(values.every),
  seconds: Number(values.seconds),
  processes: Number(values.processes),
  atOnce: Number(values['at-once']),
});
console.log(values.json ? JSON.stringify(result, null, 2) : tableOf(result));
