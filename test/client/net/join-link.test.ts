/** The link under which devices join: which address is shown, when it changes, and what the host may choose. */
import { beforeEach, expect, test, vi } from 'vitest';
import { choicesOf, JoinLink } from '../../../client/net/join-link.svelte.ts';
import type { Answer } from '../../../client/net/api.ts';
import { forgetRoom, rememberRoom } from '../../../client/storage/hosted-rooms.ts';
import { defaultConfig } from '../../../shared/session/config.ts';
import { refuse } from '../../../shared/session/result.ts';
import type { JoinAddresses, RoomSummary } from '../../../shared/wire/http.ts';
import type { JoinAddress } from '../../../shared/wire/join-address.ts';
import { HandClock } from '../../support/hand-clock.ts';

const local = 'http://localhost:3000';
const wifi: JoinAddress = { url: 'http://192.168.1.20:3000', kind: 'lan' };
const cable: JoinAddress = { url: 'http://10.0.0.5:3000', kind: 'lan' };
const hotspot: JoinAddress = { url: 'http://192.168.137.1:3000', kind: 'hotspot' };
const virtual: JoinAddress = { url: 'http://172.17.0.1:3000', kind: 'virtual' };
const configured: JoinAddress = { url: 'https://play.example.org', kind: 'configured' };

/** Opens a room on this device, under the link that the server knew at that moment. */
function host(join: string): void {
  const links = { join, host: '', board: '', replay: '' };
  rememberRoom({
    id: '',
    code: 'BCDFG',
    hostKey: 'key',
    pass: '',
    config: defaultConfig,
    commitment: '',
    links,
  });
}

const noRoom = async (_code: string): Promise<Answer<RoomSummary>> => refuse('too_many', '');

/** A link on a page of this origin, whose server has these addresses; null: it is too old to know. */
function linkAt(origin: string, first: readonly JoinAddress[] | null, find = noRoom) {
  const clock = new HandClock();
  let addresses = first;
  let asked = 0;
  let awake = () => {};
  const answer = (): Answer<JoinAddresses> => {
    asked++;
    return addresses === null
      ? refuse('not_found', 'There is nothing at this address.')
      : { ok: true, value: { addresses: [...addresses] } };
  };
  const device = {
    after: clock.after.bind(clock),
    watch: (listener: (what: 'hidden' | 'awake') => void) => {
      awake = () => listener('awake');
      return () => (awake = () => {});
    },
  };
  const link = new JoinLink('BCDFG', origin, device, async () => answer(), find);
  return {
    link,
    clock,
    awake: () => awake(),
    asked: () => asked,
    change: (other: readonly JoinAddress[]) => (addresses = other),
  };
}

beforeEach(() => forgetRoom('BCDFG'));

test('a page on the server’s own machine shows the best address of now, and not that of the start', async () => {
  host(`${cable.url}/BCDFG`);
  const { link, clock, change, awake } = linkAt(local, [wifi, virtual]);
  expect(link.url).toBe(`${cable.url}/BCDFG`);
  const end = link.watch();
  await clock.turn(0);
  expect(link.url).toBe(`${wifi.url}/BCDFG`);
  change([virtual]);
  await clock.turn(5_000);
  expect(link.url).toBeNull();
  change([hotspot, virtual]);
  await clock.turn(5_000);
  expect(link.url).toBe(`${hotspot.url}/BCDFG`);
  change([wifi]);
  awake();
  await clock.turn(0);
  expect(link.url).toBe(`${wifi.url}/BCDFG`);
  end();
});

test('it asks again only while it is watched, and once at a time', async () => {
  const { link, clock, asked, awake } = linkAt(local, [wifi]);
  const end = link.watch();
  await clock.turn(0);
  awake();
  await clock.turn(10_000);
  expect(asked()).toBe(4);
  end();
  awake();
  await clock.turn(60_000);
  expect(asked()).toBe(4);
});

test('the host’s choice is shown in every tab, also an address that is not offered unasked, until it is gone', async () => {
  host(`${wifi.url}/BCDFG`);
  const { link, change } = linkAt(local, [wifi, cable, virtual]);
  const other = linkAt(local, [wifi, cable, virtual]).link;
  await Promise.all([link.ask(), other.ask()]);
  expect(link.choices).toEqual([wifi, cable, virtual]);
  link.choose(virtual.url);
  await other.ask();
  for (const { url } of [link, other]) expect(url).toBe(`${virtual.url}/BCDFG`);
  change([wifi]);
  await link.ask();
  expect(link.url).toBe(`${wifi.url}/BCDFG`);
});

test.each([
  ['of an older server', null],
  ['of a server with a public address', [configured]],
])('a page %s shows what it showed before, and offers no choice', async (_, addresses) => {
  const board = linkAt('http://10.1.1.1:3000', addresses).link;
  await board.ask();
  expect([board.url, board.choices]).toEqual(['http://10.1.1.1:3000/BCDFG', []]);
  host('https://play.example.org/BCDFG');
  const { link } = linkAt(local, addresses);
  await link.ask();
  expect([link.url, link.choices]).toEqual(['https://play.example.org/BCDFG', []]);
});

test('an answer that does not come changes nothing', async () => {
  const { link, change } = linkAt(local, [wifi]);
  await link.ask();
  change(null as never);
  await link.ask();
  expect(link.url).toBe(`${wifi.url}/BCDFG`);
});

const page = (url: string) => ({ url, kind: 'page' as const });

test.each([
  [local, [wifi, virtual], [wifi, virtual]],
  ['http://127.0.0.1:3000', [wifi], [wifi]],
  ['http://[::1]:3000', [wifi], [wifi]],
  // behind a proxy or a container's port, where the server knows only its own side
  ['https://game.school.example', [virtual], [page('https://game.school.example'), virtual]],
  ['http://192.168.1.77:3000', [virtual], [page('http://192.168.1.77:3000'), virtual]],
  // opened on another device by one of the addresses
  [cable.url, [wifi, cable], [cable, wifi]],
  [virtual.url, [wifi, virtual], [wifi, virtual]],
  // a name that not every device can look up
  ['http://teacher-pc.local:3000', [wifi], [wifi, page('http://teacher-pc.local:3000')]],
  ['http://teacher-pc:3000', [wifi], [wifi, page('http://teacher-pc:3000')]],
  ['http://[fd00::7]:3000', [wifi], [page('http://[fd00::7]:3000'), wifi]],
  [local, [], []],
])('at %s the choices are in order', (origin, addresses, choices) => {
  expect(choicesOf(addresses, origin)).toEqual(choices);
});

test('the QR code carries the room’s pass as soon as it is known, and what is typed never does', async () => {
  const room = {
    code: 'BCDFG',
    id: '',
    phase: 'lobby',
    locked: false,
    players: 0,
    title: '',
    pass: 'KLMNPQ',
  };
  const answers = [refuse('too_many', ''), { ok: true, value: room } as Answer<RoomSummary>];
  const find = vi.fn(async (_code: string) => answers[Math.min(find.mock.calls.length, 2) - 1]!);
  const { link, change } = linkAt(local, [wifi], find);
  const typed = `${wifi.url}/BCDFG`;
  await link.ask();
  expect([link.url, link.scanUrl]).toEqual([typed, typed]);
  for (let asked = 0; asked < 3; asked++) await link.ask();
  expect([link.url, link.scanUrl]).toEqual([typed, `${typed}#KLMNPQ`]);
  expect(find.mock.calls).toEqual([['BCDFG'], ['BCDFG']]);
  change([virtual]);
  await link.ask();
  expect(link.scanUrl).toBeNull();
});
