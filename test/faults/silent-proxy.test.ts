/** Proxies through which no WebSocket comes, and which do not say so. */
import { expect, test } from 'vitest';
import { Class } from '../support/class.ts';
import { Proxy, type WebSocketPolicy } from '../support/network/proxy.ts';
import { memoryStorage, PlayingDevice } from '../support/playing-device.ts';
import { ServerProcess } from '../support/process/server-process.ts';
import { until } from '../support/until.ts';

const key = 'ab'.repeat(16);

test.each<WebSocketPolicy>(['unanswered', 'swallowed', 'half-swallowed'])(
  'where the upgrade is %s a page goes by polling, and so does the next page of its tab',
  async (webSocket) => {
    await using server = await ServerProcess.start();
    using proxy = await Proxy.to([server.port], { webSocket });
    using room = await Class.gather(server, { devices: 1, thinks: () => 10 });
    const { code } = room.session;
    using device = new PlayingDevice(proxy.url, code, key, () => 10);
    await until('it meets silence', () => device.page.connection.silence === 'websocket');
    await until('it has a seat', () => device.player !== null);
    expect([device.transport, device.page.connection.silence]).toEqual(['polling', 'none']);

    const opened: string[] = [];
    using next = new PlayingDevice(proxy.url, code, key, () => 10, device.tabStorage);
    await until('the next page is there', () => {
      opened.push(next.page.connection.silence);
      return next.player !== null;
    });
    expect([next.transport, ...new Set(opened)]).toEqual(['polling', 'none']);
    await room.ask('start');
    await until('its turns are acknowledged', () => next.answers.filter(({ reply }) => reply.ok).length > 3);
  },
);

test('a tab that goes by polling first is upgraded where WebSockets come through', async () => {
  await using server = await ServerProcess.start();
  using room = await Class.gather(server, { devices: 1, thinks: () => 10 });
  const tabStorage = memoryStorage();
  tabStorage.set('pollingFirst', true);
  using device = new PlayingDevice(server.url, room.session.code, key, () => 10, tabStorage);
  await until('it goes by WebSocket', () => device.transport === 'websocket');
  await room.ask('start');
  await until('its turns are acknowledged', () => device.answers.filter(({ reply }) => reply.ok).length > 3);
});
