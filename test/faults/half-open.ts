/** Devices whose old line looks alive to the server while they are back on a new one. */
import { ServerProcess } from '../support/process/server-process.ts';
import { Class } from '../support/class.ts';
import { Handset } from '../support/device.ts';
import { wayTo } from '../support/network/proxy.ts';
import { until } from '../support/until.ts';

export interface HalfOpenFigures {
  /** milliseconds from the opening of each new page to the acknowledgement of its turn */
  played: number[];
  /** how often the log says that somebody was gone */
  offline: number;
}

/** So long does nobody take for a turn. */
const hour = 3_600_000;

/** Lets the line of each phone vanish in mid-turn, one after the other, and its page be opened again. */
export async function comeBack(phones: number, pollingOnly: boolean): Promise<HalfOpenFigures> {
  const server = await ServerProcess.start();
  const proxies = await wayTo(server.port, phones, { pollingOnly });
  const room = await Class.gather(server, {
    urlOf: (phone) => proxies[phone]!.url,
    phones,
    thinks: (screen) => (screen === 'write' ? hour : 10),
    config: { turnSeconds: null },
  });
  const pages: Handset[] = [];
  try {
    await room.steer('start');
    await until('every phone has its turn', () =>
      room.handsets.every(({ phone }) => phone.screen.name === 'write'),
    );
    const played: number[] = [];
    for (const [index, { key }] of room.handsets.entries()) {
      const proxy = proxies[index]!;
      proxy.inject('vanish');
      proxy.heal();
      const opened = performance.now();
      const page = new Handset({ url: proxy.url, room: room.session.code, key, thinks: () => 0 });
      pages.push(page);
      await until('the turn is acknowledged', () => page.answers.some(({ reply }) => reply.ok));
      played.push(performance.now() - opened);
    }
    const { events } = await room.replay();
    const offline = events.filter((event) => event.type === 'presence' && !event.online).length;
    return { played, offline };
  } finally {
    for (const page of pages) page.close();
    room.close();
    for (const proxy of proxies) proxy.close();
    await server.dispose();
  }
}
