/** Wrong and leaping system clocks, by libfaketime: a leap in an open step, and a start with a wrong date. */
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Class } from '../../test/support/class.ts';
import { ServerProcess } from '../../test/support/process/server-process.ts';
import { temporaryFolder } from '../../test/support/tmp.ts';
import { until } from '../../test/support/until.ts';

/** A step that nobody leaves, and how long students take. */
const turnSeconds = 60;
const thinks = () => 5_000;

/** Time in which a server that purges at its start has done so. */
const settled = 10_000;

/** @returns how many turns of the first step the server played, of how many, after a leap of an hour in mid-step */
export async function leapInStep(devices: number) {
  using clock = new FakeClock();
  await using server = await ServerProcess.start({ env: clock.env });
  using room = await Class.play(server, { devices, thinks, config: { turnSeconds } });
  await until('every device has a turn', () =>
    room.devices.every(({ page }) => page.screen.name === 'write'),
  );
  clock.set('+1h');
  await until('the step is over', () => room.devices.some(({ page }) => page.screen.name === 'refit'));
  await room.ask('stop');
  const { events } = await room.replay();
  const turns = events.filter((event) => event.type === 'generated' && event.round === 0);
  return {
    byServer: turns.filter((event) => 'by' in event && event.by === 'server').length,
    of: turns.length,
  };
}

/** @returns how many of some finished sessions are there after a start with a date in years from now */
export async function startWithWrongDate(sessions: number) {
  using clock = new FakeClock();
  await using server = await ServerProcess.start({ env: clock.env });
  const rooms: Class[] = [];
  for (let index = 0; index < sessions; index++) {
    using room = await Class.play(server, { devices: 1, thinks });
    await room.ask('stop');
    rooms.push(room);
  }
  await server.kill('SIGTERM');
  clock.set('+5y');
  await server.start();
  await setTimeout(settled);
  await server.kill('SIGTERM');
  clock.set('+0');
  await server.start();
  const replays = await Promise.all(rooms.map((room) => room.replay()));
  // of a session that is not there an error is answered
  return { kept: replays.filter(({ events }) => (events as unknown) !== undefined).length, of: sessions };
}

/** The clock of a process, which is set while it runs; timers go on as they do while a machine sleeps. */
class FakeClock implements Disposable {
  readonly #folder = temporaryFolder();
  readonly env: Record<string, string>;

  /** @throws where libfaketime is not installed */
  constructor() {
    const [library] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1');
    if (library === undefined)
      throw new Error('libfaketime is missing (Debian: apt-get install libfaketime)');
    this.env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
    this.set('+0');
  }

  get #file(): string {
    return join(this.#folder.path, 'offset');
  }

  /** @param offset as libfaketime reads it: `+1h`, `+5y` */
  set(offset: string): void {
    writeFileSync(this.#file, offset);
  }

  [Symbol.dispose](): void {
    this.#folder.remove();
  }
}
