/** Devices that reconnect while their old connection looks alive to the server. */
import { Class } from '../support/class.ts';
import { together } from '../support/dispose.ts';
import { proxiesTo, type WebSocketPolicy } from '../support/network/proxy.ts';
import { PlayingDevice } from '../support/playing-device.ts';
import { ServerProcess } from '../support/process/server-process.ts';
import { until } from '../support/until.ts';

/** So long does nobody take for a turn. */
const hour = 3_600_000;

/**
 * Lets the connection of each device vanish in mid-turn, one after the other, and its page be opened again.
 *
 * @returns `played`: milliseconds from the opening of each new page to the acknowledgement of its turn; `offline`: how
 * often the log says that somebody was gone
 */
export async function reconnect(devices: number, webSocket: WebSocketPolicy) {
  await using server = await ServerProcess.start();
  using proxies = await proxiesTo(server.port, devices, () => ({ webSocket }));
  using room = await Class.play(server, {
    urlOf: (device) => proxies[device]!.url,
    devices,
    thinks: (screen) => (screen === 'write' ? hour : 10),
    config: { turnSeconds: null },
  });
  using pages = together<PlayingDevice>([]);
  await until('every device has its turn', () =>
    room.devices.every(({ page }) => page.screen.name === 'write'),
  );
  const played: number[] = [];
  for (const [index, { key }] of room.devices.entries()) {
    const proxy = proxies[index]!;
    proxy.inject('vanish');
    proxy.heal();
    const opened = performance.now();
    const device = new PlayingDevice(proxy.url, room.session.code, key, () => 0);
    pages.push(device);
    await until('the turn is acknowledged', () => device.answers.some(({ reply }) => reply.ok));
    played.push(performance.now() - opened);
  }
  const { events } = await room.replay();
  const offline = events.filter((event) => event.type === 'presence' && !event.online).length;
  return { played, offline };
}
