/** The address that a request counts under: the one that trusted proxies tell of, with an IPv6 network as one. */
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

export type AddressOf = (request: IncomingMessage) => string;

/** @param isTrusted whether the proxy at an address, so many hops away, is believed: Express's `trust proxy fn` */
export function addressing(isTrusted: (address: string, hop: number) => boolean): AddressOf {
  return (request) => networkOf(proxyaddr(request, isTrusted));
}

/** An IPv4 address as it is; of an IPv6 address its /64, which one household or one device has to itself. */
export function networkOf(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
