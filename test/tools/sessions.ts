/** Sessions whose tables are hard to read, and their turns. */
import { tableOf, turnsOf, type Turn } from '../../server/http/exports/turns.ts';
import { tableCsvOf } from '../../server/http/exports/table-csv.ts';
import { xlsxOf } from '../../server/http/exports/xlsx.ts';
import type { Config } from '../../shared/session/config.ts';
import type { By } from '../../shared/session/event.ts';
import type { Replay } from '../../shared/wire/http.ts';
import { Classroom } from '../support/session/classroom.ts';
import { replayOf } from '../support/session/replay.ts';
import { chunksOf, storedSession } from '../support/session/stored-session.ts';

/** Names that some reader takes for something else: dates, numbers, truth values, missing values, formulas, quotes. */
const names = [
  ...[
    '1/2',
    '0011',
    'NA',
    'TRUE',
    'T',
    'June',
    'Mai',
    '2026-01-02',
    '12:30',
    'today',
    '1 day',
    '1_2',
    '1e5',
    '1,5',
  ],
  ...[
    '0x1A',
    '10%',
    '$5',
    'NaN',
    'Inf',
    'null',
    'None',
    '#N/A',
    '#c',
    '=1+1',
    '-2',
    "'x'",
    `"`,
    `two "q" 'r'`,
  ],
  ...['Ada; =1+1;', 'Ζωή 🙂'],
];

/** The players' names by number, where they were chosen. */
export const nameOf = (by: By | null) => (typeof by === 'number' ? names[by - 1]! : (by ?? ''));

function played(config: Partial<Config>, players: number): Replay {
  const room = new Classroom({ names: 'free', handRounds: null, ...config });
  room.now = Date.UTC(2026, 10, 24, 8, 30, 0, 123);
  for (const name of names.slice(0, players)) room.send({ type: 'join', player: null, name });
  room.send({ type: 'start' });
  return replayOf(room.playOn());
}

/** Each with the name of its file. */
export const sessions: ReadonlyMap<string, Replay> = new Map([
  ['lesson', played({ handRounds: 10 }, 30)],
  ['shares', played({ textLength: 7, start: 0.3, rounds: 15, regime: { kind: 'accumulate' } }, 30)],
  ['twenty', played({ textLength: 20, rounds: 20 }, 10)],
  ['thousand', played({ textLength: 1_000, rounds: 10 }, 10)],
  // each column of names holds one name, each count is 0 or 1
  ['relay', played({ play: 'relay', textLength: 1, rounds: 4 }, 1)],
]);

export const turnsIn = (session: string): Promise<Turn[]> =>
  chunksOf(turnsOf(storedSession(sessions.get(session)!)));

/** The bytes of a session's file. */
export async function bytesOf(session: string, format: 'table.csv' | 'xlsx'): Promise<Buffer> {
  const table = tableOf(storedSession(sessions.get(session)!));
  const chunks: Uint8Array[] = [];
  for await (const chunk of format === 'xlsx' ? xlsxOf(table) : tableCsvOf(table))
    chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
