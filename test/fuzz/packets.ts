/** Generators of the fuzz: Socket.IO packets, most of them nearly valid, and bytes that are none. */
import fc from 'fast-check';
import type { Call } from '../../shared/wire/calls.ts';

/** Texts and bytes in the order in which they are said: a packet, with what it announces. */
export type Saying = (string | Buffer)[];

const number = fc.oneof(fc.nat(5), fc.constantFrom(-1, 0.5, 1e6, 1e308, 2 ** 31, 2 ** 53));
const tokens = fc.oneof(
  fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 12 }),
  fc.constantFrom('', '2', '0'.repeat(20_000), '01\u0000'),
);
const name = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('Ada', 'a\u0301'.repeat(500), '\u202egnirts', '\ud800', '<img src=x>', '=1+1', '👩‍👩‍👧‍👦'),
);

/** Few different ones, so that some are equal. */
const hex = (length: number) => fc.constantFrom(...'0a').map((digit) => digit.repeat(length));

const deep = (depth: number, end: unknown): unknown => (depth === 0 ? end : [deep(depth - 1, end)]);

/** Anything where something else is expected. */
const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  number,
  name,
  fc.constantFrom(null, true, [], {}, deep(1_000, {}), 'x'.repeat(5_000), Array(500).fill(0)),
);

const config = fc.record(
  {
    play: fc.constantFrom('relay', 'teams', 'everyone'),
    teams: number,
    start: fc.constantFrom(0, 0.5, 1, -0),
    textLength: number,
    rounds: number,
    handRounds: fc.option(number),
    regime: fc.oneof(
      fc.record({ kind: fc.constantFrom('replace', 'accumulate', 'mix', '__proto__') }),
      fc.record({ kind: fc.constant('mix'), fresh: fc.constantFrom(0, 0.1, 1, 2) }),
    ),
    writing: fc.constantFrom('throw', 'type', ''),
    turnSeconds: fc.option(number),
    pace: fc.constantFrom('auto', 'manual'),
    beat: number,
    names: fc.constantFrom('generated', 'free'),
    lateJoin: fc.boolean(),
  },
  { requiredKeys: [] },
);

const step = fc.constantFrom('generate', 'refit', null);

/** The payload of every emit that there is, about as it should be. */
const payloads: Record<Call, fc.Arbitrary<object>> = {
  join: fc.record({ name, seal: hex(64) }, { requiredKeys: [] }),
  reveal: fc.record({ bytes: hex(32) }),
  forecast: fc.record({ round: fc.option(number), pole: fc.constantFrom(0, 1) }),
  generate: fc.record({ rollout: number, round: number, tokens }),
  refit: fc.record({ rollout: number, round: number, ones: number }),
  configure: fc.record({ config }),
  start: fc.constant({}),
  pause: fc.constant({}),
  resume: fc.constant({}),
  advance: fc.record({ round: number, step }),
  fast_forward: fc.constant({}),
  stop: fc.constant({}),
  lock: fc.record({ locked: fc.boolean() }),
  kick: fc.record({ player: number }),
  bots: fc.record({ count: fc.nat(4) }),
  tail: fc.record({ after: number }),
};

/** A payload with a field less, with another's value, or with one that nobody asked for. */
const spoiled = (payload: fc.Arbitrary<object>) =>
  fc
    .tuple(payload, fc.nat(20), fc.option(strange), fc.constantFrom('', 'toString', 'constructor', 'length'))
    .map(([fields, which, value, extra]) => {
      const names = Object.keys(fields);
      const field = extra || names[which % Math.max(1, names.length)] || 'extra';
      const { [field as keyof object]: _, ...rest } = fields;
      return value === null ? rest : { ...rest, [field]: value };
    });

const emit: fc.Arbitrary<[string, unknown]> = fc.oneof(
  ...Object.entries(payloads).map(([name, payload]) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof({ weight: 2, arbitrary: payload }, { weight: 2, arbitrary: spoiled(payload) }, strange),
    ),
  ),
  fc.tuple(fc.constantFrom('view', 'events', 'goodbye', '__proto__', '', 'error'), strange),
  fc.tuple(fc.string(), strange),
);

const acknowledgement = fc.oneof(
  { weight: 9, arbitrary: fc.nat(1_000).map(String) },
  fc.constantFrom('', '99999999999999999999'),
);

/** An event that Socket.IO can read. */
const event: fc.Arbitrary<Saying> = fc
  .tuple(acknowledgement, emit, fc.array(strange, { maxLength: 2 }))
  .map(([ack, [name, payload], more]) => [`42${ack}${JSON.stringify([name, payload, ...more])}`]);

/** An event with attachments, of which more or fewer may be announced than come. */
const binary: fc.Arbitrary<Saying> = fc
  .tuple(
    fc.constantFrom('0', '1', '2', '3', '10', '-1', '1e9', ''),
    acknowledgement,
    emit,
    fc.constantFrom<unknown>(0, 1, -1, 99, '0', null, {}),
    fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 3 }),
  )
  .map(([announced, ack, [name], num, attached]) => {
    const placeholder = { _placeholder: true, num };
    const packet = `45${announced}-${ack}${JSON.stringify([name, { tokens: placeholder, name: placeholder }])}`;
    return [packet, ...attached.map((bytes) => Buffer.from(bytes))];
  });

/** What belongs to no event, and is borne: acknowledgements of nothing, other namespaces, Engine.IO's own words. */
const besides: fc.Arbitrary<Saying> = fc
  .constantFrom(...'3 3probe 6 430[] 4399999[{"ok":true}] 40/x,{} 40/__proto__, 40/?room=x,{}'.split(' '))
  .map((packet) => [packet]);

/** So much that says nothing that what follows is read in another turn of the server's loop. */
const pause = Array.from({ length: 4 }, () => `6${' '.repeat(30_000)}`);

/** A guest who leaves, and comes in again by the same connection. */
const player = `{"version":1,"role":"player","key":"${'f'.repeat(32)}"}`;
const again: fc.Arbitrary<Saying> = fc
  .constantFrom('{"version":1,"role":"board"}', player, '{}')
  .map((auth) => ['41', ...pause, `40${auth}`]);

/** What was never a packet, or is one out of place. */
const none = [
  ...'0 0{} 1 2 2probe 4 41 42 42{} 42[] 42[null] 421 43 44{} 47'.split(' '),
  ...'40 40{} 40null 40[] 40{"version":1} 5 7 b bAAAA'.split(' '),
  ...'43/x,1[] 40/,{} 42/x,["join"] 41/x, 4699-[] 461-1[{"_placeholder":true,"num":0}]'.split(' '),
  ...'42-1["join",{}] 420x10["join",{}] 421e3["join",{}] 42["connect"] 42["newListener",{}]'.split(' '),
  `42${'['.repeat(20_000)}`,
  `42["join",${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}]`,
  `42["join",{"__proto__":{"locked":true},"name":"${'y'.repeat(31_000)}"}]`,
  'z'.repeat(33_000),
  '',
];

/** What ends most connections: an event that is cut, doubled or mixed up, and what was never one. */
const broken: fc.Arbitrary<Saying> = fc.oneof(
  binary,
  again,
  fc
    .tuple(event, fc.nat(200), fc.nat(20), fc.string({ unit: 'binary' }))
    .map(([[packet], at, length, junk]) => {
      const text = String(packet);
      return [text.slice(0, at) + junk + text.slice(at + length)];
    }),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => [text]),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => [Buffer.from(bytes)]),
  fc.constantFrom(...none).map((packet) => [packet]),
);

/** Some sayings that leave a connection open, and then some that may not. */
export const speech = (most: number): fc.Arbitrary<Saying[]> =>
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 9, arbitrary: event }, besides), { maxLength: most, size: 'max' }),
      fc.array(broken, { maxLength: 3 }),
    )
    .map(([open, end]) => [...open, ...end]);
