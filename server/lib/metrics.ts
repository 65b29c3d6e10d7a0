/** Prometheus metrics. No name, key, code or address is ever a label. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Result } from '../../shared/session/result.ts';
import type { Handshake } from '../../shared/wire/calls.ts';
import type { Commit } from '../store/port.ts';

type Role = Handshake['role'];

/** seconds */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export class Metrics {
  readonly #registry = new Registry();
  readonly #connected = new Gauge(this.#metric('connected', 'connected sockets, by role', 'role'));
  readonly #disconnected = new Counter(
    this.#metric('disconnected_total', 'disconnections, by role and Socket.IO reason', 'role', 'reason'),
  );
  readonly #refused = new Counter(
    this.#metric('refused_total', 'refused calls, by error code', 'call', 'code'),
  );
  readonly #turns = new Counter(this.#metric('turns_total', 'turns committed, by player or server', 'by'));
  readonly #acknowledgement = new Histogram({
    ...this.#metric('acknowledgement_seconds', 'time from a socket event to its acknowledgement'),
    buckets,
  });
  readonly #commit = new Histogram({
    ...this.#metric('commit_seconds', 'duration of a store transaction'),
    buckets,
  });
  readonly #batch = new Histogram({
    ...this.#metric('commit_appends', 'appends in a store transaction'),
    buckets: [1, 2, 5, 10, 20, 50, 100],
  });

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in Prometheus's text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Adds the metrics of the process: memory, CPU, event-loop delay. */
  observeProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** @param count rooms in memory */
  observeRooms(count: () => number): void {
    const rooms: Gauge = new Gauge({
      ...this.#metric('rooms', 'rooms in memory'),
      collect: () => rooms.set(count()),
    });
  }

  connected(role: Role): void {
    this.#connected.inc({ role });
  }

  disconnected(role: Role, reason: string): void {
    this.#connected.dec({ role });
    this.#disconnected.inc({ role, reason });
  }

  refused(call: 'handshake' | 'emit' | 'http', code: string): void {
    this.#refused.inc({ call, code });
  }

  committed({ seconds, appends }: Commit): void {
    this.#commit.observe(seconds);
    this.#batch.observe(appends.length);
    const turns = { player: 0, server: 0 };
    for (const events of appends)
      for (const event of events)
        if (event.type === 'generated' || event.type === 'refitted')
          turns[event.by === 'server' ? 'server' : 'player']++;
    this.#turns.inc({ by: 'player' }, turns.player);
    this.#turns.inc({ by: 'server' }, turns.server);
  }

  /** Observes an acknowledgement, and counts it if it is a refusal. */
  acknowledged(reply: Result, milliseconds: number): void {
    this.#acknowledgement.observe(milliseconds / 1000);
    if (!reply.ok) this.refused('emit', reply.error.code);
  }

  #metric<Label extends string>(name: string, help: string, ...labelNames: Label[]) {
    return { name: `telephone_${name}`, help, labelNames, registers: [this.#registry] };
  }
}
