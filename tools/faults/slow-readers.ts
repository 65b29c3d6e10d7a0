/** Devices that stop reading while their class is shown view after view: when they are cut, and what the others feel. */
import { percentiles, type Percentiles } from '../bench/percentiles.ts';
import { ServerProcess } from '../../test/support/process/server-process.ts';
import { Class } from '../../test/support/class.ts';
import { wayTo } from '../../test/support/network/proxy.ts';
import { until } from '../../test/support/until.ts';

export interface SlowReaderFigures {
  /** how many stopped reading, and how many of them were cut */
  stuck: number;
  cut: number;
  /** milliseconds until a peer is answered, while all read and while some do not */
  before: Percentiles;
  during: Percentiles;
}

/** How often the class is paused and goes on while all read; each time every phone is shown two views. A host may say a thousand words a minute. */
const times = 150;

/** So long does nobody take to count, and the views hold the texts. */
const hour = 3_600_000;

/** By polling, where no buffer of the system's takes the first megabytes. */
export async function stopReading(phones: number, stuck: number): Promise<SlowReaderFigures> {
  const server = await ServerProcess.start();
  const proxies = await wayTo(server.port, phones, { pollingOnly: true });
  const room = await Class.gather(server, {
    urlOf: (phone) => proxies[phone]!.url,
    phones,
    thinks: (screen) => (screen === 'refit' ? hour : 10),
    config: { turnSeconds: null, textLength: 1000 },
  });
  const peer = room.handsets.at(-1)!;
  const host = room.host();
  const answers: number[] = [];
  const showAll = async () => {
    for (const name of ['pause', 'resume']) {
      const asked = performance.now();
      const answered = peer.phone.connection.call('join', {});
      await host.emitWithAck(name);
      await answered;
      answers.push(performance.now() - asked);
    }
  };
  try {
    await room.steer('start');
    await until('every phone has a text to count', () =>
      room.handsets.every(({ phone }) => phone.screen.name === 'refit'),
    );
    for (let time = 0; time < times; time++) await showAll();
    const before = percentiles(answers.splice(0));
    for (const proxy of proxies.slice(0, stuck)) proxy.inject('vanish');
    let cut = 0;
    for (let time = 0; cut < stuck && time < 2 * times; time++) {
      await showAll();
      if (time % 25 === 0) cut = await metric(server, cutPhones);
    }
    return { stuck, cut, before, during: percentiles(answers) };
  } finally {
    host.disconnect();
    room.close();
    for (const proxy of proxies) proxy.close();
    await server.dispose();
  }
}

const cutPhones = 'telephone_disconnected_total{role="player",reason="slow reader"}';

/** What `/metrics` says under a name with its labels; 0 where it says nothing yet. */
async function metric(server: ServerProcess, name: string): Promise<number> {
  const lines = (await (await fetch(`${server.url}/metrics`)).text()).split('\n');
  return Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length) ?? 0);
}
