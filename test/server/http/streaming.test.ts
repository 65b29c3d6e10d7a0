/** Exports in bounded memory: what is read of a log at once, and how much of it is held. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:http';
import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { fileOf, type Format } from '../../../server/http/exports/formats.ts';
import { findReplay } from '../../../server/http/replay.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import type { Replay } from '../../../shared/wire/http.ts';
import { appWith, urlOf } from '../../support/app.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { Classroom, secret } from '../../support/session/classroom.ts';
import { replayOf } from '../../support/session/replay.ts';
import { chunksOf, storedSession } from '../../support/session/stored-session.ts';
import { until } from '../../support/until.ts';
import recorded from '../fixtures/recorded-games.json' with { type: 'json' };

const formats: Format[] = ['json', 'csv', 'table.csv', 'xlsx', 'py', 'R'];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A store that gives each event as an object of its own, and counts those that somebody still holds. */
class CountingStore extends MemoryStore {
  readonly #given: WeakRef<SessionEvent>[] = [];
  /** events of each read */
  readonly reads: number[] = [];

  override async read(id: string, after: number, limit?: number): Promise<SessionEvent[]> {
    return this.#give(await super.read(id, after, limit));
  }

  override async pick(id: string, seqs: readonly number[]): Promise<SessionEvent[]> {
    return this.#give(await super.pick(id, seqs));
  }

  held(): number {
    collectGarbage();
    return this.#given.filter((event) => event.deref() !== undefined).length;
  }

  #give(events: SessionEvent[]): SessionEvent[] {
    const own = structuredClone(events);
    this.reads.push(own.length);
    for (const event of own) this.#given.push(new WeakRef(event));
    return own;
  }
}

/** A finished session of 30 rollouts over 40 rounds, some 2,500 events. */
async function storedLesson() {
  const room = new Classroom({ rounds: 40, textLength: 200, handRounds: 1 }).start(30).playOn();
  const store = new CountingStore();
  await store.create({ id: 'an-id', code: 'BCDFG', secret, hostKeyHash: 'ab'.repeat(32) }, room.log[0]!);
  await store.append('an-id', { seq: 1, at: room.log[0]!.at }, room.log.slice(1), []);
  return { store, log: room.log };
}

test.each(formats)(
  'no more than two pages of a log are held at once, and read in pages: %s',
  async (format) => {
    const { store, log } = await storedLesson();
    const found = await findReplay(store, 'an-id');
    if (!found.ok) throw new Error(found.error.message);
    const session = await found.access.open((read) => read());
    let most = 0;
    let characters = 0;
    for await (const chunk of fileOf(session, format)) {
      characters += chunk.length;
      // garbage is collected from the next task on
      await new Promise(setImmediate);
      most = Math.max(most, store.held());
    }
    expect(characters).toBeGreaterThan(30 * 40 * (format === 'xlsx' ? 20 : 200));
    expect(Math.max(...store.reads)).toBeLessThanOrEqual(150);
    expect(store.reads.length).toBeGreaterThan(log.length / 150);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(2 * 150);
  },
);

test('each page is read in its turn: none before it is granted', async () => {
  const { store } = await storedLesson();
  const found = await findReplay(store, 'an-id');
  if (!found.ok) throw new Error(found.error.message);
  let granted = 0;
  const session = await found.access.open((read) => {
    expect(store.reads.length).toBe(granted);
    granted++;
    return read();
  });
  await chunksOf(fileOf(session, 'csv'));
  expect(store.reads.length).toBe(granted);
});

test('a file whose session is deleted meanwhile breaks off', async () => {
  const { store } = await storedLesson();
  const found = await findReplay(store, 'an-id');
  if (!found.ok) throw new Error(found.error.message);
  const session = await found.access.open((read) => read());
  const file = chunksOf(fileOf(session, 'json'));
  await store.delete('an-id');
  await expect(file).rejects.toThrow('deleted while it was read');
});

test('nothing more is read once whoever asked has left, also before the first chunk', async () => {
  const { store } = await storedLesson();
  const app = await appWith({ store });
  app.http.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  await once(app.http, 'listening');
  const url = `${urlOf(app)}/api/sessions/an-id.csv`;
  await (await fetch(url)).text();
  const whole = store.reads.length;
  const read = store.read.bind(store);
  const third = Promise.withResolvers<void>();
  let asked = 0;
  store.read = async (...args) => {
    // the first one is of the start, the others are of the table's first pass
    if (++asked === 3) await third.promise;
    return read(...args);
  };
  let isClosed = false;
  app.http.once('connection', (socket: Socket) => socket.once('close', () => (isClosed = true)));
  const call = get(url).on('error', () => {});
  await until('a page is read', () => asked === 3);
  call.destroy();
  await until('the connection is closed', () => isClosed);
  third.resolve();
  // another reader has the whole file in the meantime, in turns with nobody
  await (await fetch(url)).text();
  expect(store.reads.length).toBe(whole + 3 + whole);
});

test('a replay is the text that JSON.stringify makes of the whole, whatever the pages', async () => {
  const room = new Classroom({ rounds: 4, handRounds: 2 }, { isSealed: true }).start(3);
  for (const replay of [replayOf(room), replayOf(room.playOn()), replayOf(new Classroom())])
    for (const pageSize of [1, 7, 1_000]) {
      const chunks = await chunksOf(fileOf(storedSession(replay, pageSize), 'json'));
      expect(chunks.join('')).toBe(JSON.stringify(replay));
    }
});

/** Files of games that release 0.1 recorded, by their SHA-256, as they were when they were made in one piece. */
const digests: Partial<Record<Format, string>>[] = [
  {
    json: 'be2e1c728b535868',
    csv: 'a2fdade1afe2266c',
    'table.csv': '59f1aded85d31974',
    xlsx: 'bbe5dae3ff22d791',
  },
  {
    json: 'f6c83d39e6bf1bfb',
    csv: '17b77e1cf981e1e6',
    'table.csv': 'e4295df398b84aa9',
    xlsx: 'e7cac8114c5cc287',
  },
  {
    json: '7e709a8146deacb2',
    csv: '0374354ffc0568d1',
    'table.csv': 'e0159407c1e0d873',
    xlsx: 'fc0d626688af4d1a',
  },
  {
    json: 'ff6507daa97f239e',
    csv: 'a8fee178f79d1ebb',
    'table.csv': '624749bdd2f45283',
    xlsx: 'cd4809bb192b805e',
  },
  {
    json: 'c4ace88659743059',
    csv: '92777449359ba687',
    'table.csv': '9e28ae7b9a2644f7',
    xlsx: '06fd1959d2c6ec1f',
  },
  {
    json: '1550b69779b2a078',
    csv: 'ad0ec04242cd8917',
    'table.csv': '9acee07b1c29d0c1',
    xlsx: 'a36ae0393a1047b2',
  },
  {
    json: 'd860eec6cc374f5d',
    csv: '87a52d678cfda0c4',
    'table.csv': '4d4a31390fc352ad',
    xlsx: 'a75f035fa549f7f2',
  },
  {
    json: '8e9f7a609fb1bbbe',
    csv: 'e7b614c4c8475320',
    'table.csv': '86b22b5115a11b50',
    xlsx: '16473ea183728d16',
  },
  {
    json: '30bdb494a8eb143d',
    csv: 'fb46e01d5a5a76e4',
    'table.csv': '3d4f7655a913da45',
    xlsx: '2ba912ae83a54269',
  },
  {
    json: '2fd24cd4852c7233',
    csv: 'f21aa8d6281d1e8d',
    'table.csv': '9fb4f85ee5511e70',
    xlsx: '9ec2f2029531e6e8',
  },
  {
    json: '060b3da5ec93e7a4',
    csv: 'd209d765cbb96388',
    'table.csv': '66294d75d1ffadf6',
    xlsx: '6641c5afcfba765a',
  },
  {
    json: '6c44adea2df1f303',
    csv: '6e8f22363b537f81',
    'table.csv': 'b62969808c0ebbc1',
    xlsx: '1154b1bc6d391a14',
  },
  {
    json: '31a0e811e371f536',
    csv: 'ca917aea452e1dbc',
    'table.csv': '4f30b08e3ee6c7bd',
    xlsx: '7b032688a1e958ed',
  },
];

test.each(digests.map((expected, game) => ({ expected, game })))(
  'the files of recorded game $game have the bytes that they had',
  async ({ expected, game }) => {
    const found: Partial<Record<Format, string>> = {};
    for (const format of Object.keys(expected) as Format[]) {
      const hash = createHash('sha256');
      for await (const chunk of fileOf(storedSession(recordedReplay(game)), format)) hash.update(chunk);
      found[format] = hash.digest('hex').slice(0, 16);
    }
    expect(found).toEqual(expected);
  },
);

function recordedReplay(index: number): Replay {
  const { created, steps } = recorded.games[index] as unknown as {
    created: Extract<SessionEvent, { type: 'created' }>;
    steps: { events: SessionEvent[] }[];
  };
  const events = [created, ...steps.flatMap((step) => step.events)];
  const last = events.at(-1)!;
  const { title, commitment, at: createdAt } = created;
  const { config } = events.findLast((event) => 'config' in event)!;
  const end = last.type === 'finished' ? { secret: last.secret, finishedAt: last.at } : { finishedAt: null };
  return { version: 1, id: 'an-id', title, config, commitment, createdAt, ...end, events };
}
