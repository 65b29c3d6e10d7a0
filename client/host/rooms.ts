/** What this device knows of the rooms that it hosts: the key, and the address that phones can reach. */
import type { CreatedSession } from '../../shared/wire.ts';
import { storage } from '../storage.ts';

interface HostedRoom {
  key: string;
  /** where phones join, as the server says: an address of the local network even if this page is on localhost */
  join?: string;
}

export function rememberRoom({ code, hostKey, links }: CreatedSession): void {
  storage.set(`host.${code}`, { key: hostKey, join: links.join } satisfies HostedRoom);
}

/**
 * The host's key of a room: from the link, which is then remembered, or from an earlier visit.
 *
 * @param fromLink what stands behind the # of the host link; empty where nothing does
 */
export function hostKeyOf(code: string, fromLink: string): string | null {
  const known = storage.get<HostedRoom>(`host.${code}`);
  if (fromLink === '' || fromLink === known?.key) return known?.key ?? null;
  storage.set(`host.${code}`, { key: fromLink } satisfies HostedRoom);
  return fromLink;
}

/** Where phones join a room, in full. */
export function joinUrlOf(code: string, origin: string): string {
  return storage.get<HostedRoom>(`host.${code}`)?.join ?? `${origin}/${code}`;
}
