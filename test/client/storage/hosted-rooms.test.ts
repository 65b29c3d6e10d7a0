/** Hosted rooms: which are kept, and which are forgotten. */
import { expect, test } from 'vitest';
import type { Answer } from '../../../client/net/api.ts';
import { hostKeyOf, liveRooms } from '../../../client/storage/hosted-rooms.ts';
import { refuse, type ErrorCode } from '../../../shared/session/result.ts';
import type { RoomSummary } from '../../../shared/wire/http.ts';

const summary = (code: string, phase: RoomSummary['phase']): Answer<RoomSummary> => ({
  ok: true,
  value: { code, id: '', phase, locked: false, players: 0, title: '', pass: '' },
});
const gone = (code: ErrorCode): Answer<RoomSummary> => refuse(code, '');

test('a device lists the live rooms that it hosts, newest first, and forgets what is over or gone', async () => {
  for (const code of ['BBBBB', 'CCCCC', 'DDDDD', 'FFFFF', 'BBBBB']) hostKeyOf(code, `key of ${code}`);
  const asked: string[] = [];
  const look = (answers: Record<string, Answer<RoomSummary>>) => (code: string) => {
    asked.push(code);
    if (code === 'FFFFF') hostKeyOf('GGGGG', 'opened while the others are looked up');
    return Promise.resolve(answers[code]!);
  };
  const rooms = await liveRooms(
    look({
      BBBBB: summary('BBBBB', 'lobby'),
      CCCCC: gone('try_again'),
      DDDDD: summary('DDDDD', 'finished'),
      FFFFF: gone('room_not_found'),
    }),
  );
  expect(asked).toEqual(['FFFFF', 'DDDDD', 'CCCCC', 'BBBBB']);
  expect(rooms.map(({ code }) => code)).toEqual(['BBBBB']);

  // what the server did not tell of is asked for again, and the keys of all are kept
  const later = await liveRooms(
    look({
      BBBBB: summary('BBBBB', 'playing'),
      CCCCC: summary('CCCCC', 'paused'),
      GGGGG: summary('GGGGG', 'lobby'),
    }),
  );
  expect(later.map(({ code }) => code)).toEqual(['GGGGG', 'CCCCC', 'BBBBB']);
  expect(hostKeyOf('DDDDD', '')).toBe('key of DDDDD');
});
