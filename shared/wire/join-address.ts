/** Addresses at which devices may reach the server. */

/**
 * What leads to an address: the operator's word (`PUBLIC_URL` or `HOST`), Wi-Fi or Ethernet, this machine's own
 * hotspot, a VPN or modem, virtual machines, or a link where nobody assigns addresses (169.254).
 */
export type AddressKind = 'configured' | 'lan' | 'hotspot' | 'tunnel' | 'virtual' | 'link_local';

export interface JoinAddress {
  /** scheme, host and port */
  url: string;
  kind: AddressKind;
}

/** Whether another device may reach an address of this kind: to show the others is to promise what does not hold. */
export function isReachable({ kind }: { kind: string }): boolean {
  return kind !== 'virtual' && kind !== 'link_local';
}
