/** What this phone has said and the server has not yet answered: kept over reloads, said again until it is. */
import type { StepKind } from '../../shared/session/event.ts';
import type { Refusal } from '../../shared/session/result.ts';
import type { Outgoing as Call, PlayerCall, Reply } from '../../shared/wire/calls.ts';

/** A call that waits for its reply. */
export type Outgoing<C extends PlayerCall = PlayerCall> = Call<C>;
/** What a player's call was answered. */
export type Decision = Reply<PlayerCall> | Refusal;

/** A turn by its name on the wire. */
export interface TurnName {
  step: StepKind;
  rollout: number;
  round: number;
}

export const nameOf = ({ step, rollout, round }: TurnName) => `${step} ${rollout}/${round}`;

/** What an entry is kept under: there is one join, one forecast, and one of each turn. */
export function idOf(outgoing: Outgoing): string {
  const { name, payload } = outgoing;
  return name === 'generate' || name === 'refit' ? nameOf({ step: name, ...payload }) : name;
}

/** The server has not decided: the same words may be accepted a moment later. */
const undecided = new Set<string>(['try_again', 'too_many', 'server_error', 'paused', 'not_joined']);

export const isDecided = (reply: Decision) => reply.ok || !undecided.has(reply.error.code);

export interface OutboxPorts {
  load(): Outgoing[] | null;
  save(entries: readonly Outgoing[]): void;
  send(entry: Outgoing): Promise<Decision>;
  /** may this be said now? */
  mayGo(entry: Outgoing): boolean;
  /** the server's decision on an entry, which has left the outbox */
  decided(entry: Outgoing, reply: Decision): void;
  /** an entry is still here although it was sent: try again in a while */
  undecided(): void;
}

export class Outbox {
  #ports: OutboxPorts;
  #entries: readonly Outgoing[];
  #underway = new Set<string>();

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
    this.#entries = ports.load() ?? [];
  }

  get entries(): readonly Outgoing[] {
    return this.#entries;
  }

  /** Keeps an entry, in the place of an older one of its name, and says it as soon as it may go. */
  add(entry: Outgoing): void {
    this.#keep([...this.#without(idOf(entry)), entry]);
    this.flush();
  }

  /** Says everything that may go and is not under way. */
  flush(): void {
    for (const entry of this.#entries) {
      if (!this.#underway.has(idOf(entry)) && this.#ports.mayGo(entry)) void this.#say(entry);
    }
  }

  async #say(entry: Outgoing): Promise<void> {
    const id = idOf(entry);
    this.#underway.add(id);
    const reply = await this.#ports.send(entry);
    this.#underway.delete(id);
    if (!this.#entries.includes(entry)) return this.flush();
    if (!isDecided(reply)) return this.#ports.undecided();
    this.#keep(this.#without(id));
    this.#ports.decided(entry, reply);
  }

  #without(id: string): Outgoing[] {
    return this.#entries.filter((entry) => idOf(entry) !== id);
  }

  #keep(entries: readonly Outgoing[]): void {
    this.#entries = entries;
    this.#ports.save(entries);
  }
}
