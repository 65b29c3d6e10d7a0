/** Outbox of calls without an acknowledgement: kept over reloads, and retried until the server has decided. */
import type { Refusal } from '../../shared/session/result.ts';
import type { Turn } from '../../shared/view/views.ts';
import type { Outgoing as Call, PlayerCall, Reply } from '../../shared/wire/calls.ts';

/** A call that waits for its acknowledgement. */
export type Outgoing<C extends PlayerCall = PlayerCall> = Call<C>;
export type Decision = Reply<PlayerCall> | Refusal;

/** A turn's name within its session. */
export const nameOf = ({ step, rollout, round }: Pick<Turn, 'step' | 'rollout' | 'round'>) =>
  `${step} ${rollout}/${round}`;

/** The key of an entry: there is one join, one forecast, and one of each turn. */
export function idOf(outgoing: Outgoing): string {
  const { name, payload } = outgoing;
  return name === 'generate' || name === 'refit' ? nameOf({ step: name, ...payload }) : name;
}

/** Refusals without a decision: the same call may be accepted a moment later. */
const undecided = new Set<string>(['try_again', 'too_many', 'server_error', 'paused', 'not_joined']);

export function isDecided(reply: Decision): boolean {
  return reply.ok || !undecided.has(reply.error.code);
}

export interface OutboxPorts {
  load(): Outgoing[] | null;
  save(entries: readonly Outgoing[]): void;
  send(entry: Outgoing): Promise<Decision>;
  /** whether it can be sent now */
  maySend(entry: Outgoing): boolean;
  /** called with the server's decision on an entry, which has left the outbox */
  decided(entry: Outgoing, reply: Decision): void;
  /** called when an entry was sent without a decision: flush again in a while */
  undecided(refusal: Refusal): void;
}

export class Outbox {
  #ports: OutboxPorts;
  #entries: readonly Outgoing[];
  #inFlight = new Set<string>();

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
    this.#entries = ports.load() ?? [];
  }

  get entries(): readonly Outgoing[] {
    return this.#entries;
  }

  /** Adds an entry, in place of an older one with its key, and sends it as soon as it may be sent. */
  add(entry: Outgoing): void {
    this.#save([...this.#without(idOf(entry)), entry]);
    this.flush();
  }

  /** Sends every entry that may be sent and is not in flight. */
  flush(): void {
    for (const entry of this.#entries) {
      if (!this.#inFlight.has(idOf(entry)) && this.#ports.maySend(entry)) void this.#send(entry);
    }
  }

  async #send(entry: Outgoing): Promise<void> {
    const id = idOf(entry);
    this.#inFlight.add(id);
    const reply = await this.#ports.send(entry);
    this.#inFlight.delete(id);
    if (!this.#entries.includes(entry)) return this.flush();
    if (!reply.ok && !isDecided(reply)) return this.#ports.undecided(reply);
    this.#save(this.#without(id));
    this.#ports.decided(entry, reply);
  }

  #without(id: string): Outgoing[] {
    return this.#entries.filter((entry) => idOf(entry) !== id);
  }

  #save(entries: readonly Outgoing[]): void {
    this.#entries = entries;
    this.#ports.save(entries);
  }
}
