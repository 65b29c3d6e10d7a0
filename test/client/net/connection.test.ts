/** The connection's states and timed transitions, on a virtual clock. */
import { describe, expect, test } from 'vitest';
import { Connection, type ConnectionOptions } from '../../../client/net/connection.svelte.ts';
import { fakeDevice } from '../../support/network/fake-device.ts';
import { memoryStorage } from '../../support/playing-device.ts';

function connectionTo(options: Partial<ConnectionOptions> = {}, tabStorage = memoryStorage()) {
  const { device, ...hands } = fakeDevice(tabStorage);
  const connection = new Connection({ room: 'KRTWB', role: 'player', ...options }, device);
  return { connection, ...hands, opened: hands.opened()! };
}

function connected(options: Partial<ConnectionOptions> = {}) {
  const made = connectionTo(options);
  made.socket.fire('connect');
  made.socket.message('view', { now: 1000 });
  return made;
}

describe('states', () => {
  test('connecting, connected, reconnecting and connected again', () => {
    const { connection, socket } = connectionTo();
    expect([connection.status, connection.canSend]).toEqual(['connecting', false]);
    socket.fire('connect');
    expect([connection.status, connection.canSend]).toEqual(['connected', true]);
    socket.fire('disconnect', 'transport close');
    expect([connection.status, connection.canSend]).toEqual(['reconnecting', false]);
    socket.fire('connect');
    expect(connection.status).toBe('connected');
    expect(socket.calls).toEqual([]);
  });

  test('a server that disconnects is connected to again', () => {
    const { connection, socket } = connected();
    socket.fire('disconnect', 'io server disconnect');
    expect([connection.status, ...socket.calls]).toEqual(['reconnecting', 'connect']);
  });

  test.each(['replaced', 'kicked'] as const)('%s is an end, with no timer left', (code) => {
    const { connection, socket, timersLeft } = connected();
    socket.message('goodbye', { code });
    socket.fire('connect');
    expect([connection.status, timersLeft(), ...socket.calls]).toEqual([code, 0, 'disconnect']);
  });

  test('a page that closes it leaves nothing behind that would open it again', () => {
    const { connection, socket, wait, timersLeft } = connected();
    connection.close();
    expect([timersLeft(), connection.canSend]).toEqual([0, false]);
    wait(60_000);
    expect(socket.calls).toEqual(['disconnect']);
  });

  test('a 403 in place of an answer is told, until something else comes', () => {
    const { connection, socket } = connectionTo();
    socket.fire('connect_error', Object.assign(new Error('xhr poll error'), { description: 403 }));
    expect([connection.status, connection.silence]).toEqual(['connecting', 'forbidden']);
    socket.fire('connect');
    socket.message('view', { now: 0 });
    expect(connection.silence).toBe('none');
  });

  test('the newest page with a key is not replaced', () => {
    const { connection, socket } = connected({ isNewest: () => true });
    socket.message('goodbye', { code: 'replaced' });
    expect(connection.status).toBe('connected');
  });

  test('a handshake that is refused for good is an end, and says why', () => {
    const { connection, socket } = connectionTo();
    socket.refuse('room_not_found');
    expect([connection.status, connection.refusal?.code]).toEqual(['refused', 'room_not_found']);
  });
});

describe('timed transitions', () => {
  test('a handshake that is refused for now is tried again after 2 s, once', () => {
    const { connection, socket, wait } = connectionTo();
    socket.refuse('try_again');
    wait(1999);
    expect([connection.status, ...socket.calls]).toEqual(['connecting']);
    wait(1);
    expect([connection.status, ...socket.calls]).toEqual(['connecting', 'connect']);
    wait(5000);
    expect(socket.calls).toEqual(['connect']);
  });

  test('where the server says when, the page waits so long and up to half as long again, and tells how long', async () => {
    const { connection, socket, wait, wake } = connectionTo();
    expect(connection.retryIn()).toBeNull();
    socket.refuse('too_many', 20);
    expect(connection.retryIn()).toBe(25_000);
    wait(10_000);
    wake(5_000);
    await connection.check();
    expect([connection.retryIn(), ...socket.calls]).toEqual([10_000]);
    wait(10_000);
    expect([connection.retryIn(), ...socket.calls]).toEqual([null, 'connect']);
  });

  test('a check while a retry waits connects at once, and leaves no second attempt behind', async () => {
    const { connection, socket, wait } = connectionTo();
    socket.refuse('server_error');
    await connection.check();
    expect(socket.calls).toEqual(['disconnect', 'connect']);
    wait(5000);
    expect(socket.calls).toEqual(['disconnect', 'connect']);
  });

  test('a connection without a message is opened anew after 5 s, even while an answer is late', () => {
    const { connection, socket, wait } = connectionTo();
    socket.fire('connect');
    void connection.call('join', {});
    wait(1000);
    expect([connection.status, connection.canSend]).toEqual(['reconnecting', true]);
    wait(4000);
    expect(socket.calls).toEqual(['prefer polling', 'disconnect', 'connect']);
  });

  test('an answer is late after 1 s, until it comes', async () => {
    const { connection, socket, wait } = connected();
    const call = connection.call('join', {});
    wait(999);
    expect(connection.status).toBe('connected');
    wait(1);
    expect([connection.status, connection.canSend]).toEqual(['reconnecting', true]);
    socket.answer({ ok: true });
    expect(await call).toEqual({ ok: true });
    expect(connection.status).toBe('connected');
  });

  test('a call without an answer is refused, and the connection opened anew', async () => {
    const { connection, socket } = connected();
    const call = connection.call('join', {});
    socket.lose();
    expect(await call).toMatchObject({ ok: false, error: { code: 'try_again' } });
    expect([connection.status, ...socket.calls]).toEqual(['reconnecting', 'disconnect', 'connect']);
  });

  test('without a probe a page trusts its connection up to 10 s out of sight', () => {
    const { socket, wake } = connected();
    wake(10_000);
    expect(socket.calls).toEqual([]);
    wake(10_001);
    expect(socket.calls).toEqual(['disconnect', 'connect']);
  });
});

describe('silence', () => {
  test('an attempt without `open` in 4 s makes polling go first, for the whole session of the tab', () => {
    const tabStorage = memoryStorage();
    const { connection, socket, opened } = connectionTo({}, tabStorage);
    expect(opened).toMatchObject({ pollingFirst: false, timeout: 4000 });
    socket.fail('timeout');
    expect([connection.status, connection.silence, ...socket.calls]).toEqual([
      ...['connecting', 'websocket', 'prefer polling'],
    ]);
    socket.fail('timeout');
    expect(connection.silence).toBe('all');
    socket.fire('connect');
    socket.message('view', { now: 1000 });
    expect(connection.silence).toBe('none');
    expect(connectionTo({}, tabStorage).opened.pollingFirst).toBe(true);
  });

  test('an attempt that fails is no silence', () => {
    const { connection, socket, wait } = connectionTo();
    for (let seconds = 0; seconds < 20; seconds += 5) {
      wait(5000);
      socket.fail('xhr poll error');
    }
    expect([connection.silence, ...socket.calls]).toEqual(['none']);
  });

  test('neither admitted nor refused after 6 s is silence, and so is a connection without a message', () => {
    const { connection, socket, wait } = connectionTo();
    const reopened = ['prefer polling', 'disconnect', 'connect'];
    wait(5999);
    expect(socket.calls).toEqual([]);
    wait(1);
    expect([connection.silence, ...socket.calls]).toEqual(['websocket', ...reopened]);
    wait(6000);
    expect([connection.silence, ...socket.calls]).toEqual(['all', ...reopened, ...reopened]);
    socket.fire('connect');
    wait(5000);
    expect([connection.status, socket.calls.length]).toEqual(['reconnecting', 9]);
    wait(6000);
    expect(socket.calls).toHaveLength(12);
  });
});

describe('the clock', () => {
  test('before a message it is the device’s date, then the server’s time, whatever the date is corrected to', () => {
    const { connection, socket, wait, correctDate } = connectionTo();
    expect(connection.serverNow()).toBe(1_000_000);
    socket.fire('connect');
    socket.message('view', { now: 5_000_000 });
    for (const by of [-3_600_000, 86_400_000]) {
      correctDate(by);
      expect(connection.serverNow()).toBe(5_000_000);
    }
    wait(700);
    expect(connection.serverNow()).toBe(5_000_700);
  });

  test('the quickest message counts, and it goes on while the connection is lost and opened again', () => {
    const { connection, socket, wait, correctDate } = connected();
    wait(100);
    socket.message('view', { now: 1_050 });
    expect(connection.serverNow()).toBe(1_100);
    socket.fire('disconnect', 'transport close');
    correctDate(3_600_000);
    wait(100);
    socket.fire('connect');
    expect(connection.serverNow()).toBe(1_200);
    socket.message('view', { now: 1_150 });
    expect(connection.serverNow()).toBe(1_150);
  });

  test('a device whose clock stood still while it slept connects anew, even with a probe', () => {
    const probe = () => ({ name: 'join', payload: {} }) as const;
    const { socket, wake } = connected({ probe });
    wake(60_000);
    expect(socket.calls).toEqual([]);
    wake(60_000, 1_001);
    expect(socket.calls).toEqual(['disconnect', 'connect']);
  });
});
