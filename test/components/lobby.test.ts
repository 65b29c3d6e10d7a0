/** The lobby on the board: where devices join, that they cannot, and the host's choice of an address. */
import qrcode from 'qrcode';
import { flushSync } from 'svelte';
import { expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import Lobby from '../../client/board/Lobby.svelte';
import { JoinLink } from '../../client/net/join-link.svelte.ts';
import AddressChoice from '../../client/host/AddressChoice.svelte';
import { forgetRoom, hostKeyOf } from '../../client/storage/hosted-rooms.ts';
import Qr from '../../client/ui/Qr.svelte';
import type { Lobby as LobbyState } from '../../shared/session/state.ts';
import type { JoinAddress } from '../../shared/wire/join-address.ts';
import { expectNoSideScroll, show } from './page.ts';
import { finishedGame } from './samples.ts';

const { code, title, config, players, commitment } = finishedGame().game;
const state: LobbyState = { phase: 'lobby', seq: 1, code, title, config, players, locked: false, commitment };
const wifi: JoinAddress = { url: 'http://192.168.1.20:3000', kind: 'lan' };
const vpn: JoinAddress = { url: 'http://10.8.0.6:3000', kind: 'tunnel' };

test('says where devices join, with a QR code of the same address', async () => {
  show(Lobby, { state, joinUrl: `${wifi.url}/${code}` });
  await expect.element(page.getByRole('heading', { name: 'Join at 192.168.1.20:3000' })).toBeVisible();
  await expect.element(page.getByRole('img', { name: `QR code of ${wifi.url}/${code}` })).toBeVisible();
});

test('the QR code has the quiet zone of its standard: four modules on each side', async () => {
  const { root } = show(Qr, { url: `${wifi.url}/${code}` }, { style: 'width: 20rem' });
  const { width, left } = root.querySelector('svg')!.getBoundingClientRect();
  const dark = root.querySelector('path')!.getBoundingClientRect();
  const { size } = qrcode.create(`${wifi.url}/${code}`, { errorCorrectionLevel: 'M' }).modules;
  expect((dark.left - left) / (dark.width / size)).toBeCloseTo(4);
  expect(width / (dark.width / size)).toBeCloseTo(size + 8);
});

test('without a network says that devices cannot join, and shows nothing to scan', async () => {
  await page.viewport(320, 640);
  show(Lobby, { state, joinUrl: null });
  await expect.element(page.getByRole('heading', { name: 'No network: devices cannot join' })).toBeVisible();
  await expect.element(page.getByRole('img')).not.toBeInTheDocument();
  expectNoSideScroll();
});

/** The choice on the host's page of a room, and its link. */
async function showChoice(addresses: JoinAddress[]): Promise<JoinLink> {
  hostKeyOf(code, 'key');
  onTestFinished(() => forgetRoom(code));
  const device = { after: () => () => {}, watch: () => () => {} };
  const answer = { ok: true, value: { addresses } } as const;
  const link = new JoinLink(code, 'http://localhost:3000', device, async () => answer);
  await link.ask();
  show(AddressChoice, { link });
  return link;
}

const choice = page.getByRole('combobox');

test('of several addresses the host chooses one, and sees what leads to each', async () => {
  await page.viewport(320, 640);
  const link = await showChoice([wifi, vpn]);
  await expect.element(choice).toHaveDisplayValue('192.168.1.20:3000 · Wi-Fi or cable');
  await choice.selectOptions('10.8.0.6:3000 · VPN or modem');
  flushSync();
  expect(link.url).toBe(`${vpn.url}/${code}`);
  await expect.element(choice).toHaveAccessibleName(/Devices cannot open it\? Try/);
  expectNoSideScroll();
});

test('where one address is all there is, nothing is to choose', async () => {
  await showChoice([wifi]);
  await expect.element(choice).not.toBeInTheDocument();
});

test('an address of virtual machines alone is shown only if the host says so', async () => {
  const virtual: JoinAddress = { url: 'http://172.17.0.1:3000', kind: 'virtual' };
  const link = await showChoice([virtual]);
  expect(link.url).toBeNull();
  await choice.selectOptions('172.17.0.1:3000 · virtual machines only');
  expect(link.url).toBe(`${virtual.url}/${code}`);
});
