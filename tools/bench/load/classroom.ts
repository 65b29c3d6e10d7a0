/** A room under load: its devices, the host's board, and checks at the end. */
import type { EventBatch } from '../../../shared/wire/calls.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import type { CreatedSession, Replay } from '../../../shared/wire/http.ts';
import { compareTurns } from '../../../test/support/session/compare-turns.ts';
import { until } from '../../../test/support/until.ts';
import { verdictOf } from '../../../test/support/session/verdict.ts';
import { Line, type Address } from './connection.ts';
import { Player, stepNumber, type Timetable } from './player.ts';
import type { Tally } from './tally.ts';

export class Classroom {
  readonly #session: CreatedSession;
  readonly #address: Address;
  readonly #tally: Tally;
  readonly #size: number;
  #players: Player[] = [];
  #host: Line | null = null;
  /** what the wall has been told */
  readonly #log: SessionEvent[] = [];
  readonly #faults: string[] = [];

  constructor(session: CreatedSession, address: Address, players: number, tally: Tally) {
    this.#session = session;
    this.#address = address;
    this.#tally = tally;
    this.#size = players;
  }

  /** Resolves once all are seated and have their view. @returns for each how long that took, in milliseconds */
  async seat(): Promise<number[]> {
    const began = performance.now();
    const auth = { role: 'host', key: this.#session.hostKey };
    this.#host = new Line(this.#address, auth, this.#tally, {
      events: (batch) => this.#read(batch as EventBatch),
    });
    const newPlayer = () => new Player(this.#address, this.#tally);
    this.#players = Array.from({ length: this.#size }, newPlayer);
    await this.#host.connected;
    return Promise.all(
      this.#players.map(async (player) => {
        await player.join();
        return performance.now() - began;
      }),
    );
  }

  /** Lets the host start the game at the beginning of a timetable, by which the devices play. */
  play(timetable: Timetable): void {
    for (const player of this.#players) player.timetable = timetable;
    setTimeout(() => void this.#ask('start'), Math.max(0, timetable.begin - performance.now()));
  }

  /** Waits until nothing is to be answered, and lets the host end the game. @returns what is missing, in words */
  async end(): Promise<string[]> {
    await this.#until(() => this.#players.every(({ isPlaying }) => !isPlaying), 'answers');
    await this.#ask('stop');
    await this.#until(() => this.#players.every(({ finished }) => finished), 'last views');
    await this.#until(() => this.#log.some(({ type }) => type === 'finished'), 'the end of the log');
    this.#lookForGaps();
    return [...this.#faults, ...this.#players.flatMap(({ faults }) => faults)];
  }

  /** Holds every turn that was acknowledged against the replay. @returns how many there are, and what is wrong */
  async check(): Promise<{ turns: number; faults: string[] }> {
    const response = await fetch(`${this.#address.url}/api/sessions/${this.#session.id}`);
    const { secret, commitment, events } = (await response.json()) as Replay;
    const faults: string[] = [];
    const verdict = verdictOf({ secret: secret!, commitment, events });
    if (!verdict.ok) faults.push(`the replay does not verify: ${verdict.place} is not ${verdict.expected}`);
    const turns = this.#players.flatMap(({ acknowledged }) => acknowledged);
    for (const turn of compareTurns(turns, events).lost) faults.push(`an acknowledged turn is lost: ${turn}`);
    return { turns: turns.length, faults };
  }

  close(): void {
    this.#host?.close();
    for (const { line } of this.#players) line.close();
  }

  async #ask(name: 'start' | 'stop'): Promise<void> {
    const reply = await this.#host!.send(name, {});
    if (!reply.ok) this.#faults.push(`${name} was answered ${reply.error.code}`);
  }

  #read({ from, events }: EventBatch): void {
    const next = (this.#log.at(-1)?.seq ?? 0) + 1;
    if (from !== next) this.#faults.push(`the wall was told of ${from} in place of ${next}`);
    this.#log.push(...events);
  }

  /** Each device that was dealt a turn must have seen it; how long that took is counted. */
  #lookForGaps(): void {
    const seats = new Map(this.#players.map((player) => [player.seat, player]));
    const end = this.#log.at(-1)!.at;
    for (const event of this.#log) {
      // a step that opens in the moment of the end is shown to nobody
      if (event.type !== 'step_opened' || event.at === end) continue;
      const step = stepNumber(event);
      for (const dealtTo of event.turns) {
        const seen = dealtTo === null ? undefined : seats.get(dealtTo)?.seen.get(step);
        if (!seen) this.#faults.push(`nobody saw a turn of step ${step}`);
        else if (seen.counts) this.#tally.views.push(seen.at - event.at);
      }
    }
    const lines = [this.#host!, ...this.#players.map(({ line }) => line)];
    for (const { lost } of lines) if (lost !== null) this.#faults.push(`a line was lost: ${lost}`);
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    await until(what, isSo, 20_000).catch(() => this.#faults.push(`${what} are missing`));
  }
}
