/** The send-buffer limit, on a connection without a network and a virtual clock. */
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { Backpressure, type Connection } from '../../../server/gateway/backpressure.ts';
import { HandClock } from '../../support/hand-clock.ts';

/** A connection whose other end reads when it is told to. */
class TestConnection extends EventEmitter {
  readyState: 'open' | 'closed' = 'open';
  isTerminated = false;

  send(characters: number): void {
    this.emit('packetCreate', { data: 'x'.repeat(characters) });
  }

  read(): void {
    this.emit('flush');
  }

  close(discard: boolean): void {
    this.isTerminated = discard;
    this.readyState = 'closed';
    this.emit('close');
  }
}

function open() {
  const [connection, clock] = [new TestConnection(), new HandClock()];
  return { connection, clock, backpressure: new Backpressure(connection as unknown as Connection, clock) };
}

test('a message of the largest size may wait, and what is too much ends the connection at once', () => {
  const { connection, backpressure } = open();
  connection.send(256 * 1024);
  expect([backpressure.hasTerminated, connection.readyState]).toEqual([false, 'open']);
  connection.send(1);
  expect(backpressure.hasTerminated).toBe(true);
  expect(connection).toMatchObject({ readyState: 'closed', isTerminated: true });
});

test('what has been taken does not count', () => {
  const { connection, backpressure } = open();
  for (let message = 0; message < 100; message++) {
    connection.send(200_000);
    connection.read();
  }
  expect(backpressure.hasTerminated).toBe(false);
});

test('where nothing waits nobody is waited for', async () => {
  const { connection, backpressure } = open();
  await backpressure.drained();
  connection.send(10);
  connection.read();
  await backpressure.drained();
});

test('who is waited for, and reads, is not cut', async () => {
  const { connection, clock, backpressure } = open();
  connection.send(10);
  const taken = backpressure.drained();
  await clock.turn(4_999);
  connection.read();
  await taken;
  await clock.turn(60_000);
  expect(backpressure.hasTerminated).toBe(false);
});

test('who is waited for, and takes nothing for five seconds, is cut, and waited for no longer', async () => {
  const { connection, clock, backpressure } = open();
  connection.send(10);
  const taken = backpressure.drained();
  await clock.turn(4_999);
  expect(backpressure.hasTerminated).toBe(false);
  await clock.turn(1);
  await taken;
  expect([backpressure.hasTerminated, connection.isTerminated]).toEqual([true, true]);
});

test('a connection that has closed by itself is not cut, and not waited for', async () => {
  const { connection, clock, backpressure } = open();
  connection.send(10);
  const taken = backpressure.drained();
  connection.close(false);
  await taken;
  await clock.turn(60_000);
  expect(backpressure.hasTerminated).toBe(false);
});
