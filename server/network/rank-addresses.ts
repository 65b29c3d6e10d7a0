/** Ranking of a machine's addresses by how likely other devices of a class reach them. */
import { BlockList } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { AddressKind } from '../../shared/wire/join-address.ts';

/** The network adapters as `os.networkInterfaces()` returns them, by name. */
export type Adapters = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

interface LocalAddress {
  address: string;
  kind: Exclude<AddressKind, 'configured'>;
}

/** Names and MAC prefixes of adapters that no cable or radio leads to; names of operating systems in any language. */
const tunnelNames = [
  /^(utun|tun|tap|wg|ppp|ipsec|gpd|cscotun|feth|wwan|wwp|gif|stf|sit)\d/i,
  /^zt[a-z0-9]{8}$/,
  /vpn|tailscale|wireguard|wintun|nordlynx|zerotier|hamachi|anyconnect|pangp|globalprotect|forti|proton|mullvad|warp|teredo|isatap|6to4/i,
  /cell?ul(ar|aire)|mobilfunk/i,
];
/** TAP-Windows, Cisco AnyConnect, Fortinet (two), GlobalProtect: Windows calls these adapters "Ethernet 3". */
const tunnelMacs = ['00:ff:', '00:05:9a:3c:', '00:09:0f:aa:', '00:09:0f:fe:', '02:50:41:'];
/** Raw IP, without Ethernet below: WireGuard, Wintun, utun, a modem. */
const noMac = '00:00:00:00:00:00';
const virtualNames = [
  /^(br-[0-9a-f]{12}$|veth|virbr|vnet|vnic|lxc|lxd|incus|cni|flannel|cali|kube|dummy|awdl|llw|anpi)/,
  /vethernet|hyper-v|wsl|virtualbox|vboxnet|vmware|vmnet|vmenet|docker|podman|loopback|bluetooth/i,
];
/** VirtualBox's and VMware's adapters on the host; those inside their guests have others. */
const virtualMacs = ['0a:00:27:', '00:50:56:c0:'];
/** macOS bridges both its own hotspot and virtual machines as bridge100, bridge101, …; here the addresses of the latter. */
const macBridge = /^bridge1\d\d$/;
const macVirtualMachines = ranges(['192.168.64.0', 20], ['10.211.55.0', 24], ['10.37.129.0', 24]);
/** Windows' Wi-Fi Direct adapter, "Local Area Connection* 2" in any language; a second network on one Wi-Fi card. */
const hotspotNames = [/\* ?\d+$/, /^ap\d/, macBridge];
/** The sharing computer's own address: on Windows, and with NetworkManager. */
const hotspotAddresses = /^(192\.168\.137\.1|10\.42\.\d+\.1)$/;
/** Made up by a translator from IPv4 on a network of IPv6 alone (RFC 7335). */
const translated = ranges(['192.0.0.0', 29]);
const linkLocal = ranges(['169.254.0.0', 16], ['fe80::', 10]);

const order: Record<LocalAddress['kind'], number> = {
  lan: 1,
  hotspot: 2,
  tunnel: 3,
  virtual: 4,
  link_local: 5,
};

/**
 * Ranks a machine's addresses, those that devices most likely reach first. An adapter offers its IPv4 addresses or,
 * where it has none that was assigned, one of IPv6: a person may have to type it. IPv6's link-local addresses are
 * left out, since no browser opens them.
 *
 * @param sources the source addresses of packets to the internet: the adapter that has one is first, unless it is a
 *   tunnel, to which a VPN leads the default route
 */
export function rankAddresses(adapters: Adapters, sources: readonly string[]): LocalAddress[] {
  return Object.entries(adapters)
    .flatMap(([name, infos = []]) => {
      const isDefault = infos.some(({ address }) => sources.includes(address));
      return offered(infos, sources).map((info) => {
        const own = kindOf(name, info);
        // Hyper-V's external switch takes over the Ethernet adapter
        const kind = isDefault && own === 'virtual' ? 'lan' : own;
        const isFirst = isDefault && kind !== 'tunnel' && kind !== 'link_local';
        return { address: info.address, kind, rank: isFirst ? 0 : order[kind] };
      });
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ address, kind }) => ({ address, kind }));
}

/** The addresses that an adapter offers, the source of its packets first. */
function offered(infos: readonly NetworkInterfaceInfo[], sources: readonly string[]): NetworkInterfaceInfo[] {
  const all = infos
    .filter(({ internal }) => !internal)
    .toSorted((a, b) => Number(sources.includes(b.address)) - Number(sources.includes(a.address)));
  const four = all.filter((info) => info.family === 'IPv4' && !isIn(translated, info));
  const assigned = four.filter((info) => !isIn(linkLocal, info));
  if (assigned.length > 0) return assigned;
  const six = all.filter((info) => info.family === 'IPv6' && !isIn(linkLocal, info)).slice(0, 1);
  return six.length > 0 ? six : four;
}

function kindOf(name: string, info: NetworkInterfaceInfo): LocalAddress['kind'] {
  const isOf = (names: readonly RegExp[], macs: readonly string[]) =>
    names.some((pattern) => pattern.test(name)) ||
    macs.some((prefix) => info.mac.toLowerCase().startsWith(prefix));
  if (isIn(linkLocal, info)) return 'link_local';
  if (isOf(tunnelNames, [...tunnelMacs, noMac])) return 'tunnel';
  const isMacVirtualMachine = macBridge.test(name) && isIn(macVirtualMachines, info);
  if (isOf(virtualNames, virtualMacs) || isMacVirtualMachine) return 'virtual';
  return isOf(hotspotNames, []) || hotspotAddresses.test(info.address) ? 'hotspot' : 'lan';
}

function ranges(...all: [network: string, bits: number][]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of all) list.addSubnet(network, bits, network.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}

function isIn(list: BlockList, { address, family }: NetworkInterfaceInfo): boolean {
  return list.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4');
}
