/** Source addresses of packets to the internet, as the routing table chooses them. */
import { createSocket } from 'node:dgram';

/** Addresses of documentation (RFC 5737, RFC 3849), which only a default route leads to. */
const targets = { udp4: '192.0.2.1', udp6: '2001:db8::1' } as const;

/** This machine's source addresses of IPv4 and IPv6; without a default route there is none. Sends no packet. */
export async function sourceAddresses(): Promise<string[]> {
  const found = await Promise.all([sourceOf('udp4'), sourceOf('udp6')]);
  return found.filter((address) => address !== null);
}

/** Connecting a UDP socket asks the routing table, and sends nothing. */
function sourceOf(family: keyof typeof targets): Promise<string | null> {
  const socket = createSocket(family);
  return new Promise<string | null>((resolve) => {
    socket.once('error', () => resolve(null));
    socket.once('connect', () => resolve(socket.address().address));
    socket.connect(9, targets[family]);
  }).finally(() => socket.close());
}
