/** Phones that stop reading while their class is shown view after view: when they are cut, and what the others feel. */
import { percentiles, type Percentiles } from '../bench/percentiles.ts';
import { ServerProcess } from '../e2e/process.ts';
import { Class } from './class.ts';
import { wayTo } from './proxy.ts';

export interface SlowReaderFigures {
  /** how many stopped reading, and how many of them were cut */
  stuck: number;
  cut: number;
  /** milliseconds until a peer is answered, while all read and while some do not */
  before: Percentiles;
  during: Percentiles;
  /** bytes by which the server's memory has grown meanwhile */
  memory: number;
}

/** How often the class is paused and goes on while all read; each time every phone is shown a view. */
const times = 300;

export async function stopReading(
  phones: number,
  stuck: number,
  pollingOnly: boolean,
): Promise<SlowReaderFigures> {
  const server = await ServerProcess.start();
  const proxies = await wayTo(server.port, phones, { pollingOnly });
  let isPlaying = false;
  const room = await Class.gather(server, {
    urlOf: (phone) => proxies[phone]!.url,
    phones,
    thinks: () => (isPlaying ? 3_600_000 : 10),
    config: { turnSeconds: null, textLength: 1000 },
  });
  const peer = room.handsets.at(-1)!;
  const host = room.host();
  const answers: number[] = [];
  const showAll = async () => {
    for (const name of ['pause', 'resume']) {
      const asked = performance.now();
      const answered = peer.phone.connection.emit('join');
      await host.emitWithAck(name);
      await answered;
      answers.push(performance.now() - asked);
    }
  };
  try {
    isPlaying = true;
    await room.steer('start');
    for (let time = 0; time < times; time++) await showAll();
    const before = percentiles(answers.splice(0));
    const memory = await metric(server, 'process_resident_memory_bytes');
    for (const proxy of proxies.slice(0, stuck)) proxy.suffer('vanish');
    let cut = 0;
    for (let time = 0; cut < stuck && time < 100 * times; time++) {
      await showAll();
      if (time % 50 === 0) cut = await metric(server, cutPhones);
    }
    const grown = (await metric(server, 'process_resident_memory_bytes')) - memory;
    return { stuck, cut, before, during: percentiles(answers), memory: grown };
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
