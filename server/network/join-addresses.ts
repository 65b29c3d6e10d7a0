/** Addresses at which devices may open the server, looked up anew at each call. */
import { networkInterfaces } from 'node:os';
import type { JoinAddress } from '../../shared/wire/join-address.ts';
import { rankAddresses, type Adapters } from './rank-addresses.ts';
import { sourceAddresses } from './source-addresses.ts';

interface Network {
  adapters: () => Adapters;
  sources: () => Promise<string[]>;
}

const machine: Network = { adapters: networkInterfaces, sources: sourceAddresses };

interface Options {
  publicUrl: string | null;
  /** the address that the server listens on; undefined: all */
  host: string | undefined;
  port: number;
}

/**
 * @returns the server's addresses for devices, best first: the one that the operator configured or else all of this
 *   machine; empty where it has no network
 */
export async function joinAddresses(
  { publicUrl, host, port }: Options,
  { adapters, sources }: Network = machine,
): Promise<JoinAddress[]> {
  if (publicUrl !== null) return [{ url: publicUrl, kind: 'configured' }];
  if (host !== undefined && !['0.0.0.0', '::'].includes(host))
    return [{ url: urlOf(host, port), kind: 'configured' }];
  return rankAddresses(adapters(), await sources())
    .filter(({ address }) => host !== '0.0.0.0' || !address.includes(':'))
    .map(({ address, kind }) => ({ url: urlOf(address, port), kind }));
}

function urlOf(host: string, port: number): string {
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
}
