/** The address under which a request is counted. */
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import express from 'express';
import { expect, test } from 'vitest';
import { addressing, networkOf } from '../../../server/limits/client-address.ts';

test.each([
  ['an IPv4 address as it is', '203.0.113.7', '203.0.113.7'],
  ['one that is written as IPv6 as the same', '::ffff:203.0.113.7', '203.0.113.7'],
  ['an IPv6 address with all of its network', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['in any spelling', '2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['one of this link too', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['what is no address with all the like', 'somewhere, over', 'unknown'],
  ['none with those too', undefined, 'unknown'],
])('it counts %s', (_what, address, counted) => {
  expect(networkOf(address)).toBe(counted);
});

/** A request that came through proxies, the last of which is at 10.0.0.1. */
function forwarded(addresses: string): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: '10.0.0.1' });
  return Object.assign(new IncomingMessage(socket), { headers: { 'x-forwarded-for': addresses } });
}

test.each([
  ['nobody is believed', false, '10.0.0.1'],
  ['one proxy is', 1, '203.0.113.7'],
  ['two are', 2, '198.51.100.9'],
  ['all are', true, '192.0.2.1'],
])('where %s', (_what, trust, counted) => {
  const addressOf = addressing(express().set('trust proxy', trust).get('trust proxy fn'));
  expect(addressOf(forwarded('192.0.2.1, 198.51.100.9, 203.0.113.7'))).toBe(counted);
});
