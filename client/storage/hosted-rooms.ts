/** What this device knows of the rooms that it hosts: the key, and the address that phones can reach. */
import type { CreatedSession, RoomSummary } from '../../shared/wire/http.ts';
import { fetchRoom, type Answer } from '../net/api.ts';
import { storage } from './storage.ts';

interface HostedRoom {
  key: string;
  /** where phones join, as the server says: an address of the local network even if this page is on localhost */
  join?: string;
}

/** How many rooms are looked up when the host comes back. */
const atMost = 10;

export function rememberRoom({ code, hostKey, links }: CreatedSession): void {
  remember(code, { key: hostKey, join: links.join });
}

function remember(code: string, room: HostedRoom): void {
  storage.set(`host.${code}`, room);
  storage.set('rooms', [code, ...knownRooms().filter((other) => other !== code)].slice(0, atMost));
}

/** The codes of the rooms that were opened on this device or came by a host link, newest first. */
function knownRooms(): string[] {
  return storage.get<string[]>('rooms') ?? [];
}

/**
 * The rooms of this device that have not finished, newest first. What is over or gone is forgotten; a room that the
 * server did not tell of is kept for the next time.
 */
export async function liveRooms(
  look: (code: string) => Promise<Answer<RoomSummary>> = fetchRoom,
): Promise<RoomSummary[]> {
  const codes = knownRooms();
  const answers = await Promise.all(codes.map(look));
  const over = new Set(codes.filter((_, index) => isOver(answers[index]!)));
  // read again: a room may have been opened meanwhile
  storage.set(
    'rooms',
    knownRooms().filter((code) => !over.has(code)),
  );
  return answers.flatMap((answer) => (answer.ok && !isOver(answer) ? [answer.value] : []));
}

function isOver(answer: Answer<RoomSummary>): boolean {
  return answer.ok ? answer.value.phase === 'finished' : answer.error.code === 'room_not_found';
}

/**
 * The host's key of a room: from the link, which is then remembered, or from an earlier visit.
 *
 * @param fromLink what stands behind the # of the host link; empty where nothing does
 */
export function hostKeyOf(code: string, fromLink: string): string | null {
  const known = storage.get<HostedRoom>(`host.${code}`);
  if (fromLink === '' || fromLink === known?.key) return known?.key ?? null;
  remember(code, { key: fromLink });
  return fromLink;
}

/** The room has been deleted. */
export function forgetRoom(code: string): void {
  storage.remove(`host.${code}`);
  storage.set(
    'rooms',
    knownRooms().filter((other) => other !== code),
  );
}

/** Where phones join a room, in full. */
export function joinUrlOf(code: string, origin: string): string {
  return storage.get<HostedRoom>(`host.${code}`)?.join ?? `${origin}/${code}`;
}
