/** Ranking of addresses, over the adapters that machines of Windows, macOS and Linux list, in their order. */
import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { rankAddresses, type Adapters } from '../../../server/network/rank-addresses.ts';

/** An adapter's name, addresses and, where it tells something, MAC. */
type Adapter = readonly [name: string, addresses: string, mac?: string];

/** VirtualBox's, VMware's, TAP-Windows's, and none at all. */
const [vbox, vmware, tap, none] = [
  '0a:00:27:00:00:0c',
  '00:50:56:c0:00:08',
  '00:ff:3c:11:22:33',
  '00:00:00:00:00:00',
];

function adaptersOf(list: readonly Adapter[]): Adapters {
  const infos = ([name, addresses, mac = 'a4:83:e7:12:34:56']: Adapter) =>
    addresses.split(' ').map((address): NetworkInterfaceInfo => {
      const own = { address, netmask: '', mac, internal: /^lo(\d|opback|$)/i.test(name), cidr: null };
      return address.includes(':') ? { ...own, family: 'IPv6', scopeid: 0 } : { ...own, family: 'IPv4' };
    });
  return Object.fromEntries(list.map((adapter) => [adapter[0], infos(adapter)]));
}

interface Machine {
  machine: string;
  adapters: readonly Adapter[];
  /** the source addresses of packets to the internet */
  sources: readonly string[];
  /** what is ranked, best first: address and kind */
  ranked: readonly string[];
}

const machines: readonly Machine[] = [
  {
    machine: 'Windows: VirtualBox, WSL and a dead Ethernet before the Wi-Fi',
    adapters: [
      ['VirtualBox Host-Only Network', 'fe80::1 192.168.56.1', vbox],
      ['Ethernet', 'fe80::2 169.254.17.3'],
      ['vEthernet (WSL (Hyper-V firewall))', '172.28.64.1', '00:15:5d:01:02:03'],
      ['vEthernet (Default Switch)', '172.17.160.1', '00:15:5d:04:05:06'],
      ['Wi-Fi', 'fe80::3 2001:db8:1::7 10.20.30.40'],
      ['Loopback Pseudo-Interface 1', '::1 127.0.0.1'],
    ],
    sources: ['10.20.30.40'],
    ranked: [
      '10.20.30.40 lan',
      '192.168.56.1 virtual',
      '172.28.64.1 virtual',
      '172.17.160.1 virtual',
      '169.254.17.3 link_local',
    ],
  },
  {
    machine: 'Windows: adapters of VirtualBox and VMware that are called Ethernet, and no internet',
    adapters: [
      ['Ethernet 2', '192.168.56.1', vbox],
      ['VMware Network Adapter VMnet8', '192.168.200.1', vmware],
      ['Ethernet 4', '192.168.111.1', vmware],
      ['WLAN', '192.168.178.23'],
    ],
    sources: [],
    ranked: ['192.168.178.23 lan', '192.168.56.1 virtual', '192.168.200.1 virtual', '192.168.111.1 virtual'],
  },
  {
    machine: 'Windows: a full VPN has the default route',
    adapters: [
      ['Ethernet 3', '10.8.0.6', tap],
      ['Wi-Fi', '192.168.1.20'],
    ],
    sources: ['10.8.0.6'],
    ranked: ['192.168.1.20 lan', '10.8.0.6 tunnel'],
  },
  {
    machine: 'Windows: a full VPN, and the own hotspot is the only network beside it',
    adapters: [
      ['NordLynx', '10.5.0.2', none],
      ['Local Area Connection* 2', '192.168.137.1'],
      ['vEthernet (WSL)', '172.20.0.1'],
    ],
    sources: ['10.5.0.2'],
    ranked: ['192.168.137.1 hotspot', '10.5.0.2 tunnel', '172.20.0.1 virtual'],
  },
  {
    machine: 'Windows in German: the hotspot is on, and the cable leads to the internet',
    adapters: [
      ['LAN-Verbindung* 10', '192.168.137.1'],
      ['Ethernet', '10.1.2.3'],
    ],
    sources: ['10.1.2.3'],
    ranked: ['10.1.2.3 lan', '192.168.137.1 hotspot'],
  },
  {
    machine: 'Windows: a modem in the laptop has the internet, which the hotspot shares',
    adapters: [
      ['Cellular', '10.154.3.2'],
      ['Local Area Connection* 4', '192.168.137.1'],
    ],
    sources: ['10.154.3.2'],
    ranked: ['192.168.137.1 hotspot', '10.154.3.2 tunnel'],
  },
  {
    machine: 'Windows: Hyper-V’s external switch has taken over the Ethernet',
    adapters: [
      ['vEthernet (Default Switch)', '172.17.160.1'],
      ['vEthernet (School)', '10.0.0.14'],
    ],
    sources: ['10.0.0.14'],
    ranked: ['10.0.0.14 lan', '172.17.160.1 virtual'],
  },
  {
    machine: 'macOS: Wi-Fi, with what every Mac has beside it',
    adapters: [
      ['lo0', '127.0.0.1 ::1 fe80::1'],
      ['anpi0', 'fe80::11'],
      ['ap1', 'fe80::12'],
      ['awdl0', 'fe80::13'],
      ['en0', 'fe80::14 192.168.0.31'],
      ['utun3', 'fe80::15', none],
    ],
    sources: ['192.168.0.31'],
    ranked: ['192.168.0.31 lan'],
  },
  {
    machine: 'macOS: a full VPN, virtual machines, and Ethernet and Wi-Fi at once',
    adapters: [
      ['utun4', '10.96.0.2', none],
      ['bridge100', '192.168.64.1 fd00::1'],
      ['vmnet8', '172.16.12.1'],
      ['en7', '10.3.0.9'],
      ['en0', '10.3.1.17'],
    ],
    sources: ['10.96.0.2'],
    ranked: [
      '10.3.0.9 lan',
      '10.3.1.17 lan',
      '10.96.0.2 tunnel',
      '192.168.64.1 virtual',
      '172.16.12.1 virtual',
    ],
  },
  {
    machine: 'macOS: Internet Sharing of a network without internet',
    adapters: [
      ['bridge100', '192.168.2.1'],
      ['bridge101', '10.211.55.2'],
    ],
    sources: [],
    ranked: ['192.168.2.1 hotspot', '10.211.55.2 virtual'],
  },
  {
    machine: 'macOS: on a network of IPv6 alone, with an IPv4 address that is translated',
    adapters: [['en0', 'fe80::14 192.0.0.2 2001:db8:5::aa 2001:db8:5::bb']],
    sources: ['192.0.0.2', '2001:db8:5::bb'],
    ranked: ['2001:db8:5::bb lan'],
  },
  {
    machine: 'Linux: Docker before the Wi-Fi, Tailscale beside it',
    adapters: [
      ['lo', '127.0.0.1 ::1'],
      ['docker0', '172.17.0.1', '02:42:9c:00:00:01'],
      ['br-1f2e3d4c5b6a', '172.18.0.1', '02:42:9c:00:00:02'],
      ['virbr0', '192.168.122.1'],
      ['tailscale0', '100.101.102.103 fd7a:115c::1', none],
      ['wlan0', '192.168.43.5 fd00::5 fe80::5'],
    ],
    sources: ['192.168.43.5', 'fd00::5'],
    ranked: [
      '192.168.43.5 lan',
      '100.101.102.103 tunnel',
      '172.17.0.1 virtual',
      '172.18.0.1 virtual',
      '192.168.122.1 virtual',
    ],
  },
  {
    machine:
      'Linux: NetworkManager’s hotspot on the Wi-Fi, the internet by cable, Kubernetes on the hotspot’s range',
    adapters: [
      ['cni0', '10.42.0.1'],
      ['wlp3s0', '10.42.1.1'],
      ['enp0s31f6', '192.168.1.8'],
    ],
    sources: ['192.168.1.8'],
    ranked: ['192.168.1.8 lan', '10.42.1.1 hotspot', '10.42.0.1 virtual'],
  },
  {
    machine: 'Linux: IPv6 alone, and virtual machines with IPv4',
    adapters: [
      ['virbr0', '192.168.122.1'],
      ['wlan0', 'fe80::5 fd12::5 2001:db8:9::5'],
    ],
    sources: ['2001:db8:9::5'],
    ranked: ['2001:db8:9::5 lan', '192.168.122.1 virtual'],
  },
  {
    machine: 'Linux: IPv6 alone, without internet',
    adapters: [['eth0', 'fe80::5 fd12::5']],
    sources: [],
    ranked: ['fd12::5 lan'],
  },
  {
    machine: 'in a container, or a guest of VirtualBox',
    adapters: [
      ['eth0', '172.17.0.2', '02:42:ac:11:00:02'],
      ['enp0s8', '10.0.3.15', '08:00:27:aa:bb:cc'],
    ],
    sources: [],
    ranked: ['172.17.0.2 lan', '10.0.3.15 lan'],
  },
  {
    machine: 'several addresses on one adapter: the one that packets leave from is first',
    adapters: [['eth0', '10.0.0.5 10.0.0.6']],
    sources: ['10.0.0.6'],
    ranked: ['10.0.0.6 lan', '10.0.0.5 lan'],
  },
  {
    machine: 'no network at all',
    adapters: [
      ['lo', '127.0.0.1 ::1'],
      ['wlan0', 'fe80::5'],
    ],
    sources: [],
    ranked: [],
  },
];

test.each(machines)('$machine', ({ adapters, sources, ranked }) => {
  expect(
    rankAddresses(adaptersOf(adapters), sources).map(({ address, kind }) => `${address} ${kind}`),
  ).toEqual(ranked);
});
