/** Join addresses: what the operator configured, or what the machine has at each call. */
import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { announcement } from '../../../server/network/announce.ts';
import { joinAddresses } from '../../../server/network/join-addresses.ts';
import { sourceAddresses } from '../../../server/network/source-addresses.ts';
import type { JoinAddress } from '../../../shared/wire/join-address.ts';

const info = (address: string): NetworkInterfaceInfo => {
  const own = { address, netmask: '', mac: 'a4:83:e7:12:34:56', internal: false, cidr: null };
  return address.includes(':') ? { ...own, family: 'IPv6', scopeid: 0 } : { ...own, family: 'IPv4' };
};

/** A machine whose adapters are these at the first call, the second and so on. */
function machine(...calls: Record<string, string>[]) {
  const adapters = () =>
    Object.fromEntries(Object.entries(calls.shift()!).map(([name, address]) => [name, [info(address)]]));
  return { adapters, sources: async () => [] };
}

const all = { publicUrl: null, host: undefined, port: 3000 };

test('they are asked for anew: no network at the start, then a hotspot, then another Wi-Fi', async () => {
  const changing = machine({}, { wlan0: '10.42.0.1' }, { wlan0: '192.168.7.8' });
  expect(await joinAddresses(all, changing)).toEqual([]);
  expect(await joinAddresses(all, changing)).toEqual([{ url: 'http://10.42.0.1:3000', kind: 'hotspot' }]);
  expect(await joinAddresses(all, changing)).toEqual([{ url: 'http://192.168.7.8:3000', kind: 'lan' }]);
});

test.each([
  [{ publicUrl: 'https://play.example.org' }, 'https://play.example.org'],
  [{ publicUrl: 'https://play.example.org', host: '127.0.0.1' }, 'https://play.example.org'],
  [{ host: '192.168.1.9' }, 'http://192.168.1.9:3000'],
  [{ host: 'fd00::9' }, 'http://[fd00::9]:3000'],
])('%o alone counts', async (configured, url) => {
  expect(await joinAddresses({ ...all, ...configured }, machine())).toEqual([{ url, kind: 'configured' }]);
});

test.each([
  { host: '::', urls: ['http://[2001:db8::7]:3000', 'http://10.0.0.7:3000'] },
  { host: '0.0.0.0', urls: ['http://10.0.0.7:3000'] },
])('a server that listens on $host has the addresses of that kind', async ({ host, urls }) => {
  const both = machine({ eth0: '2001:db8::7', eth1: '10.0.0.7' });
  expect((await joinAddresses({ ...all, host }, both)).map(({ url }) => url)).toEqual(urls);
});

test('the port of HTTP is left out, as browsers do', async () => {
  const [first] = await joinAddresses({ ...all, port: 80 }, machine({ eth0: '10.0.0.7' }));
  expect(first!.url).toBe('http://10.0.0.7');
});

test('source addresses are those of this machine, at most one of a family', async () => {
  const { networkInterfaces } = await import('node:os');
  const own = Object.values(networkInterfaces()).flatMap((infos) => infos!.map(({ address }) => address));
  const sources = await sourceAddresses();
  expect(own).toEqual(expect.arrayContaining(sources));
  expect(new Set(sources.map((address) => address.includes(':'))).size).toBe(sources.length);
});

test('the terminal shows where devices join, and says where they cannot', async () => {
  const said = (addresses: JoinAddress[], host?: string) => announcement({ addresses, port: 3000, host });
  const lan: JoinAddress = { url: 'http://10.0.0.7:3000', kind: 'lan' };
  const virtual: JoinAddress = { url: 'http://172.17.0.1:3000', kind: 'virtual' };
  expect(await said([lan, virtual])).toMatch(
    /Students open\n {2}http:\/\/10\.0\.0\.7:3000\nand you host at\n/,
  );
  for (const none of [[], [virtual]]) {
    expect(await said(none)).toMatch(/No network: devices cannot join .*\nand you host at\n/);
    expect(await said(none)).not.toMatch(/172|█/);
  }
  const loopback: JoinAddress = { url: 'http://127.0.0.1:3000', kind: 'configured' };
  expect(await said([loopback], '127.0.0.1')).toMatch(/Only this machine .* \(HOST=127\.0\.0\.1\)/);
  expect(await said([{ url: 'https://play.example.org', kind: 'configured' }], '127.0.0.1')).not.toMatch(
    'HOST=',
  );
});
