/** A device whose clock, network and server a test plays. */
import type { ClientSocket, Device, SocketOptions } from '../../../client/net/device.ts';
import type { Failure } from '../../../shared/session/result.ts';
import type { Call, Reply } from '../../../shared/wire/calls.ts';
import { memoryStorage } from '../playing-device.ts';

/** A socket that a test plays the server to; `calls` lists what the connection did with it. */
class FakeSocket implements ClientSocket {
  readonly calls: string[] = [];
  /** what the page has asked the server, in order, with how each is answered */
  readonly asked: { name: Call; payload: unknown; answer: (reply: unknown) => void }[] = [];
  readonly handlers = new Map<string, (payload: never) => void>();
  any: (event: string, payload?: unknown) => void = () => {};
  /** how many calls were sent */
  sent = 0;
  /** settles the call that is waiting */
  answer: (reply: unknown) => void = () => {};
  lose: () => void = () => {};
  id = 'first';
  connected = false;
  active = true;

  on(event: string, handler: (payload: never) => void): void {
    this.handlers.set(event, handler);
  }

  onAny(handler: (event: string, payload?: unknown) => void): void {
    this.any = handler;
  }

  connect(): void {
    this.calls.push('connect');
    this.active = true;
  }

  disconnect(): void {
    this.calls.push('disconnect');
    this.active = false;
    if (this.connected) this.fire('disconnect', 'io client disconnect');
  }

  preferPolling(): void {
    this.calls.push('prefer polling');
  }

  timeout() {
    return {
      emitWithAck: <C extends Call>(name: C, payload: unknown) =>
        new Promise<Reply<C>>((resolve, reject) => {
          this.sent++;
          this.answer = (reply) => resolve(reply as Reply<C>);
          this.asked.push({ name, payload, answer: this.answer });
          this.lose = () => reject(new Error('timeout'));
        }),
    };
  }

  fire(event: string, payload?: unknown): void {
    if (event === 'connect' || event === 'disconnect') this.connected = event === 'connect';
    this.handlers.get(event)?.(payload as never);
  }

  message(name: string, payload: unknown): void {
    this.any(name, payload);
    this.fire(name, payload);
  }

  /** an attempt fails, and the next one follows by itself */
  fail(message: string): void {
    this.fire('connect_error', new Error(message));
  }

  refuse(code: Failure['code'], retryAfter?: number): void {
    this.active = false;
    const data: Failure = { code, message: 'No.', ...(retryAfter !== undefined && { retryAfter }) };
    this.fire('connect_error', Object.assign(new Error(), { data }));
  }
}

/** Its date is 1,000,000 ms ahead of its clock, which begins at 0. */
export function fakeDevice(tabStorage = memoryStorage()) {
  let now = 0;
  let slept = 0;
  let dateAhead = 1_000_000;
  let timers: { at: number; call: () => void }[] = [];
  let watcher: (what: 'hidden' | 'awake') => void = () => {};
  let opened: SocketOptions | undefined;
  const socket = new FakeSocket();
  const device: Device = {
    now: () => now - slept,
    date: () => now + dateAhead,
    random: () => 0.5,
    after(milliseconds, call) {
      const timer = { at: now + milliseconds, call };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    randomHex: () => '0'.repeat(32),
    isHidden: () => false,
    watch(listener) {
      watcher = listener;
      return () => (watcher = () => {});
    },
    storage: memoryStorage(),
    tabStorage,
    open(asked) {
      opened = asked;
      return socket;
    },
  };
  const wait = (milliseconds: number) => {
    now += milliseconds;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { call } of due) call();
  };
  const wake = (hiddenFor: number, suspendedFor = 0) => {
    watcher('hidden');
    now += hiddenFor;
    slept += suspendedFor;
    watcher('awake');
  };
  const correctDate = (by: number) => (dateAhead += by);
  return { device, socket, wait, wake, correctDate, timersLeft: () => timers.length, opened: () => opened };
}
