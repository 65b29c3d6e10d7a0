/** Playback of a recorded game to a room: which frame to whom, and when. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EventBatch, Reply } from '../../../shared/wire/calls.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import type { Result } from '../../../shared/session/result.ts';
import type { View } from '../../../shared/view/views.ts';
import { record, type Recording } from './recording.ts';

/** How a baseline sends things on a connection. */
export interface Line {
  show: (view: View) => void;
  tell: (batch: EventBatch) => void;
}

/** As the game: milliseconds between two steps, and between two batches for the wall; when the last are called. */
const beat = 800;
const turnsEvery = 500;
const most = 0.8;

class Stage {
  wall: Line | null = null;
  readonly #recording: Recording;
  /** by seat, from 0 on */
  readonly #devices: Line[] = [];
  readonly #players: number;
  readonly #turnsEvery: number;
  #step = -1;
  #done = new Set<number>();
  #untold: SessionEvent[] = [];
  #told = 0;
  #lastTold = -Infinity;
  #isPlanned = false;

  /** @param tellsEach whether the wall is told of every turn by itself */
  constructor(recording: Recording, tellsEach: boolean) {
    this.#recording = recording;
    this.#turnsEvery = tellsEach ? 0 : turnsEvery;
    this.#players = recording.lobby.length;
  }

  /** @returns the seat of a device that joins */
  seat(device: Line): number {
    return this.#devices.push(device) - 1;
  }

  /** What is answered to a join. */
  joined(seat: number): Reply<'join'> {
    const view = this.#recording.lobby[seat]!;
    this.#devices[seat]!.show(view);
    return { ok: true, player: seat + 1, name: view.you!.name };
  }

  start(): Result {
    this.#open();
    return { ok: true };
  }

  /** Takes a turn. @returns its answer */
  play(seat: number): Result {
    const { replies, turns, views } = this.#recording.steps[this.#step]!;
    this.#done.add(seat);
    if (this.#done.size === this.#players * most)
      views.forEach((view, other) => this.#done.has(other) || this.#devices[other]?.show(view));
    if (this.#done.size === this.#players) setTimeout(() => this.#open(), beat);
    this.#tell(turns[seat]!);
    return replies[seat]!;
  }

  stop(): Result {
    this.#devices.forEach(({ show }, seat) => show({ ...this.#recording.lobby[seat]!, phase: 'finished' }));
    this.#tell({ seq: 0, at: Date.now(), type: 'finished', reason: 'stopped', secret: '' });
    return { ok: true };
  }

  #open(): void {
    this.#step++;
    this.#done.clear();
    const { opened, views } = this.#recording.steps[this.#step]!;
    this.#devices.forEach(({ show }, seat) => show(views[seat]!));
    this.#tell({ ...opened, at: Date.now() });
  }

  /** The wall is told of turns at most once in so many milliseconds, of all else at once. */
  #tell(event: SessionEvent): void {
    this.#untold.push(event);
    const isOpen = this.#done.size > 0 && this.#done.size < this.#players;
    const wait = isOpen ? this.#lastTold + this.#turnsEvery - Date.now() : 0;
    if (wait <= 0) return this.#flush();
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#isPlanned = false;
    if (this.#untold.length === 0) return;
    this.#lastTold = Date.now();
    const from = this.#told + 1;
    const events = this.#untold.map((event, index) => ({ ...event, seq: from + index }));
    this.#told += events.length;
    this.#untold = [];
    this.wall?.tell({ from, now: this.#lastTold, events });
  }
}

/** So many steps can be played; and how many play in each room. */
const steps = 40;
const players = Number(process.env['PLAYERS'] ?? 30);

/** Opens rooms at `POST /api/sessions` as the game does, each with the code and the id that are counted up. */
export function openRooms(tellsEach: boolean) {
  const recording = record(players, steps);
  const stages = new Map<string, Stage>();
  const http = createServer((request, response) => {
    if (request.method !== 'POST') return void response.writeHead(404).end();
    const code = `R${stages.size}`;
    stages.set(code, new Stage(recording, tellsEach));
    request
      .resume()
      .on('end', () => response.writeHead(201).end(JSON.stringify({ id: code, code, hostKey: '' })));
  });
  return { http, stages };
}

/** Listens, says where, and ends at SIGTERM. */
export function serve(http: Server): void {
  http.listen(Number(process.env['PORT']), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  });
  process.on('SIGTERM', () => process.exit(0));
}
