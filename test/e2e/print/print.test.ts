/** Printing without background graphics, as browsers do unless told otherwise: QR codes and figures keep their colours. */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Board } from '../../support/clients.ts';
import { coloursOf } from '../../support/browser/contrast.ts';
import { setStage } from '../stage.ts';

const stage = setStage();
let pdfium: PDFiumLibrary;
beforeAll(async () => void (pdfium = await PDFiumLibrary.init()));
afterAll(() => pdfium.destroy());

/** How many pixels of the first sheet have each colour. */
async function coloursOn(pdf: Uint8Array): Promise<ReadonlyMap<string, number>> {
  const document = await pdfium.loadDocument(pdf);
  const { data } = await document.getPage(0).render({ scale: 2, render: 'bitmap' });
  document.destroy();
  return new Map(coloursOf(data));
}

/** The board of a class that has just come, and of one that has finished. */
const rooms = {
  async lobby() {
    return stage.server.create({});
  },
  async end() {
    const created = await stage.server.create({ secret: '0'.repeat(32), config: { rounds: 30 } });
    const host = await new Board(stage.server.url, created.code, created.hostKey).connected();
    await host.ask('bots', { count: 12 });
    await host.ask('start');
    await host.ask('fast_forward');
    await host.heard('finished');
    return created;
  },
};

/** What is behind everything, what is written on it, 0 and 1. */
const themes = {
  dark: { ground: '#11131f', ink: '#ece8de', marks: ['#5688ff', '#ff9540'] },
  light: { ground: '#f7f5ef', ink: '#1b1c26', marks: ['#1d55d8', '#a94800'] },
};
const qr = ['#ffffff', '#11131f'];

test.each([
  { theme: 'dark', room: 'lobby' },
  { theme: 'light', room: 'lobby' },
  { theme: 'dark', room: 'end' },
  { theme: 'light', room: 'end' },
] as const)('the board prints as it looks: $room, $theme theme', async ({ theme, room }) => {
  const { code } = await rooms[room]();
  const board = await stage.open('/');
  await board.emulateMedia({ colorScheme: theme });
  await board.goto(`${stage.server.url}/board/${code}`);
  await board.getByRole('img', { name: /^QR code of / }).waitFor();
  const { ground, ink, marks } = themes[theme];
  const colours = [ground, ink, ...qr, ...(room === 'end' ? marks : [])];
  const missing = async () => {
    const printed = await coloursOn(await board.pdf({ format: 'A4', landscape: true }));
    const all = [...printed.values()].reduce((sum, count) => sum + count);
    return colours.filter((colour) => (printed.get(colour) ?? 0) < (colour === ground ? all / 2 : 500));
  };
  // a figure is drawn a moment after its page has come
  await expect.poll(missing, { timeout: 30_000, interval: 500 }).toEqual([]);
});
