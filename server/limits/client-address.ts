/** Client address for limits: as trusted proxies report it, IPv6 by network. */
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

export type AddressOf = (request: IncomingMessage) => string;

/** @param isTrusted Express's `trust proxy fn`: whether to trust the proxy at an address, by its distance in hops */
export function addressing(isTrusted: (address: string, hop: number) => boolean): AddressOf {
  return (request) => networkOf(proxyaddr(request, isTrusted));
}

/** An IPv4 address itself; the /64 of an IPv6 address, which belongs to one household or device. */
export function networkOf(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
