/** Attacks: whole connections, by WebSocket, by polling, by both, and by neither. */
import fc from 'fast-check';
import { speech } from './packets.ts';

/** Who it says that it is. A seat's key is one of a few, so that seats are taken over. */
type Hello = 'player' | 'board' | 'host' | 'nobody' | { auth: string };

export type Attack = ReturnType<typeof attacks>[number];

const hello: fc.Arbitrary<Hello> = fc.oneof(
  { weight: 5, arbitrary: fc.constant('player' as const) },
  { weight: 3, arbitrary: fc.constant('host' as const) },
  fc.constant('board' as const),
  fc.constant('nobody' as const),
  fc
    .constantFrom(
      ...['', '{}', '[]', 'null', '1', '"', '{"version":1}', '{"version":2,"role":"board"}', '{"token":'],
      ...['{"version":1,"role":"host","key":"x"}', '{"version":1,"role":"player","key":{"length":32}}'],
      ...['{"version":1,"role":"board","after":1e9}', '{"version":1,"role":"board","after":-1}'],
      `{"version":1,"role":"player","key":"${'0'.repeat(300)}"}`,
    )
    .map((auth) => ({ auth })),
);

const connection = {
  hello,
  /** whether it comes to the room that is fuzzed, to one in which a class plays, or to none */
  room: fc.constantFrom('own' as const, 'own' as const, 'own' as const, 'class' as const, 'none' as const),
  /** the last part of the address that it comes from */
  from: fc.nat(255),
};

const websocket = fc.record({
  ...connection,
  kind: fc.constant('websocket' as const),
  says: speech(120),
  // first bytes of frames that are told apart from the others: fragments, pings, reserved bits and kinds
  framing: fc.array(fc.constantFrom(0x01, 0x80, 0x00, 0x89, 0x8a, 0x88, 0xc1, 0x83, 0xf1), { maxLength: 2 }),
  end: fc.constantFrom('leave' as const, 'leave' as const, 'break' as const, 'stay' as const),
});

const polling = fc.record({
  ...connection,
  kind: fc.constant('polling' as const),
  says: speech(80),
  together: fc.integer({ min: 8, max: 60 }),
  overlaps: fc.boolean(),
});

const upgrade = fc.record({
  ...connection,
  kind: fc.constant('upgrade' as const),
  says: speech(20),
  probes: fc.array(fc.constantFrom('2probe', '5', '2', '3probe', '40', '1', ''), { maxLength: 4 }),
  twice: fc.boolean(),
});

const transports = ['polling&sid=__proto__', 'webtransport', 'websocket&sid=x', 'polling&room=a&room=b'];
const paths = [
  ...'/api/sessions /api/rooms/ZZZZZ /api/rooms/%E0%A4%A /api/sessions/x.csv'.split(' '),
  ...'/api/sessions/__proto__ / /..%2f..%2fetc/passwd /BCDFG // * http://x/ /readyz'.split(' '),
  ...'/socket.io/ /socket.io /socket.io/?EIO=3&transport=polling /socket.io/?transport=constructor'.split(
    ' ',
  ),
  ...transports.map((transport) => `/socket.io/?EIO=4&transport=${transport}`),
];
const path = fc.oneof(fc.constantFrom(...paths), fc.webPath());
const body = fc.oneof(
  fc.json(),
  fc.string(),
  fc.constantFrom('{"config":{"rounds":1e9}}', '{"secret":"x"}', '{"title":{}}', `"${'x'.repeat(40_000)}"`),
);
const headers = [
  ...['Content-Type: text/plain', 'Transfer-Encoding: chunked', 'Content-Length: 5', 'Range: bytes=0-'],
  ...['Content-Encoding: gzip', 'Accept-Encoding: br', 'Authorization: Bearer x', 'If-None-Match: *'],
  ...['Origin: null', 'Expect: x', 'Upgrade: websocket\r\nConnection: Upgrade', `X: ${'y'.repeat(20_000)}`],
];
const header = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...headers) },
  fc.tuple(fc.string(), fc.string()).map(([name, value]) => `${name}: ${value}`),
);

/** A call that is written by hand, and so may be none. */
const request = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'OPTIONS', 'HEAD', 'BREW', ''),
    path,
    fc.array(header, { maxLength: 3 }),
    body,
  )
  .map(([method, path, headers, body]) => {
    const lines = [`${method} ${path} HTTP/1.1`, 'Host: x', ...headers];
    if (method === 'POST')
      lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
    return `${lines.join('\r\n')}\r\n\r\n${method === 'POST' ? body : ''}`;
  });

const http = fc.record({
  kind: fc.constant('http' as const),
  from: fc.nat(255),
  requests: fc.array(request, { minLength: 1, maxLength: 5 }),
});

const attack = fc.oneof(
  { weight: 6, arbitrary: websocket },
  { weight: 3, arbitrary: polling },
  { weight: 1, arbitrary: upgrade },
  { weight: 1, arbitrary: http },
);

/** So many attacks as a seed draws them. */
export function attacks(seed: number, count: number) {
  return fc.sample(attack, { seed, numRuns: count });
}
