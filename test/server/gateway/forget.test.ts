/** What has been sent is held no more, and has come all the same. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io as connect } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import { forgetSent } from '../../../server/gateway/forget.ts';
import { urlOf } from '../../support/app.ts';

test.each(['websocket', 'polling'])('over %s', async (transport) => {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const io = new Server(http);
  const lists: unknown[][] = [];
  const sizes: number[] = [];
  io.engine.on('flush', (_: unknown, packets: unknown[]) => {
    lists.push(packets);
    sizes.push(packets.length);
  });
  forgetSent(io.engine);
  io.on('connection', (socket) => {
    for (let i = 0; i < 3; i++) socket.emit('told', i);
  });
  const client = connect(urlOf({ http }), { transports: [transport] });
  onTestFinished(async () => {
    client.close();
    await io.close();
  });
  const told: number[] = [];
  client.on('told', (number: number) => told.push(number));
  await expect.poll(() => told).toEqual([0, 1, 2]);
  expect(Math.max(...sizes)).toBeGreaterThan(0);
  expect(lists).toEqual(lists.map(() => []));
});
