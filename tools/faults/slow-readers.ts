/** Slow consumers: when they are disconnected, and what the others notice. */
import { metricsAt } from '../../test/support/api.ts';
import { Class } from '../../test/support/class.ts';
import { proxiesTo } from '../../test/support/network/proxy.ts';
import { ServerProcess } from '../../test/support/process/server-process.ts';
import { until } from '../../test/support/until.ts';
import { percentiles } from '../statistics.ts';

/** How often the class is paused and goes on while all read; each time every device is shown two views. A host may send a thousand messages a minute. */
const times = 150;

/** So long does nobody take to count, and the views hold the texts. */
const hour = 3_600_000;

const cutDevices = 'telephone_disconnected_total{role="player",reason="slow reader"}';

/**
 * By polling, where no buffer of the system's takes the first megabytes.
 *
 * @param stuck how many stop reading
 * @returns how many of them were `cut`, and milliseconds until a peer is answered, while all read and while some do not
 */
export async function stopReading(devices: number, stuck: number) {
  await using server = await ServerProcess.start();
  using proxies = await proxiesTo(server.port, devices, () => ({ webSocket: 'refused' }));
  using room = await Class.play(server, {
    urlOf: (device) => proxies[device]!.url,
    devices,
    thinks: (screen) => (screen === 'refit' ? hour : 10),
    config: { turnSeconds: null, textLength: 1000 },
  });
  const peer = room.devices.at(-1)!;
  const host = room.host();
  const answers: number[] = [];
  const showAll = async () => {
    for (const name of ['pause', 'resume']) {
      const asked = performance.now();
      const answered = peer.page.connection.call('join', {});
      await host.emitWithAck(name);
      await answered;
      answers.push(performance.now() - asked);
    }
  };
  await until('every device has a text to count', () =>
    room.devices.every(({ page }) => page.screen.name === 'refit'),
  );
  for (let time = 0; time < times; time++) await showAll();
  const before = percentiles(answers.splice(0));
  for (const proxy of proxies.slice(0, stuck)) proxy.inject('vanish');
  let cut = 0;
  for (let time = 0; cut < stuck && time < 2 * times; time++) {
    await showAll();
    if (time % 25 === 0) cut = (await metricsAt(server.url))(cutDevices) ?? 0;
  }
  host.disconnect();
  return { cut, before, during: percentiles(answers) };
}
