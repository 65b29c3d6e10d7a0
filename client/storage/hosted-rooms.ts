/** Rooms hosted on this device: host keys, and the addresses at which players join. */
import type { Result } from '../../shared/session/result.ts';
import type { CreatedSession, RoomSummary } from '../../shared/wire/http.ts';
import { storage } from './storage.ts';

interface HostedRoom {
  key: string;
  /** where players join, as the server says: an address of the local network even if this page is on localhost */
  join?: string;
  /** the address that the host chose in its place: scheme, host and port */
  address?: string;
}

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
 * The rooms of this device that have not finished, newest first. Those that are finished or gone are forgotten; one
 * without an answer from the server stays remembered.
 */
export async function liveRooms(
  look: (code: string) => Promise<Result<{ value: RoomSummary }>>,
): Promise<RoomSummary[]> {
  const codes = knownRooms();
  const answers = await Promise.all(codes.map(look));
  const over = new Set(codes.filter((_, index) => isOver(answers[index]!)));
  // read again: a room may have been opened meanwhile
  const rooms = knownRooms().filter((code) => !over.has(code));
  storage.set('rooms', rooms);
  return answers.flatMap((answer) => (answer.ok && !isOver(answer) ? [answer.value] : []));
}

function isOver(answer: Result<{ value: RoomSummary }>): boolean {
  return answer.ok ? answer.value.phase === 'finished' : answer.error.code === 'room_not_found';
}

/**
 * The host's key of a room: from the link, which is then remembered, or from an earlier visit.
 *
 * @param fromLink the fragment of the host link, without its #; empty where there is none
 */
export function hostKeyOf(code: string, fromLink: string): string | null {
  const known = storage.get<HostedRoom>(`host.${code}`);
  if (fromLink === '' || fromLink === known?.key) return known?.key ?? null;
  remember(code, { key: fromLink });
  return fromLink;
}

export function forgetRoom(code: string): void {
  storage.remove(`host.${code}`);
  const rooms = knownRooms().filter((other) => other !== code);
  storage.set('rooms', rooms);
}

/** The address that the host chose for a room, as scheme, host and port; null where none was chosen here. */
export function chosenAddress(code: string): string | null {
  return storage.get<HostedRoom>(`host.${code}`)?.address ?? null;
}

/** Keeps the host's choice; a room that is not hosted here has none. */
export function chooseAddress(code: string, address: string): void {
  const room = storage.get<HostedRoom>(`host.${code}`);
  if (room) storage.set(`host.${code}`, { ...room, address });
}

/** What the server said as the room was opened, or else the address of this page. */
export function joinUrlOf(code: string, origin: string): string {
  return storage.get<HostedRoom>(`host.${code}`)?.join ?? `${origin}/${code}`;
}
