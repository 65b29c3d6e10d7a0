/** Simulated TCP link: in order, nothing twice; what is in flight when it breaks is lost. */
import type { HandClock } from '../../support/hand-clock.ts';
import type { Random } from '../../support/random.ts';

/** Virtual time, and what draws delays. */
type Loop = HandClock & { readonly random: Random };

export type Side = 'page' | 'server';

/** What one side of it hears. */
export interface LinkEnd {
  hear(message: unknown): void;
  /** The other side has closed it, or it has been dead for too long. */
  closed(): void;
}

/**
 * `open`: what is sent arrives. `stalled`: it arrives later. `dead`: it never does, and nobody is told, until a side
 * finds out: the connection is half-open.
 */
type Route = 'open' | 'stalled' | 'dead';

/** Milliseconds without a heartbeat after which a side gives a connection up: between these two. */
const heartbeat = [20_000, 45_000] as const;

const closing = Symbol('closing');

export class TcpLink {
  readonly #loop: Loop;
  readonly #ends: Record<Side, LinkEnd | null>;
  readonly #lanes = { page: new Lane(), server: new Lane() };
  readonly #latency: () => number;
  #route: Route = 'open';

  /** @param latency gives the milliseconds that the next message takes */
  constructor(loop: Loop, ends: Record<Side, LinkEnd>, latency: () => number) {
    this.#loop = loop;
    this.#ends = { ...ends };
    this.#latency = latency;
  }

  isOpen(side: Side): boolean {
    return this.#ends[side] !== null;
  }

  /** Sends to a side what then arrives there after all that was sent before it. */
  send(to: Side, message: unknown): void {
    if (this.#route === 'dead') return;
    const lane = this.#lanes[to];
    lane.waiting.push(message);
    lane.last = Math.max(lane.last, this.#loop.now() + this.#latency());
    this.#loop.at(lane.last, () => this.#arrive(to));
  }

  /** Closes it on one side at once; the other one hears of that after all that was sent before. */
  close(side: Side): void {
    if (this.#ends[side] === null) return;
    this.#ends[side] = null;
    this.send(side === 'page' ? 'server' : 'page', closing);
  }

  stall(): void {
    if (this.#route === 'open') this.#setRoute('stalled');
  }

  /** What was held up arrives now. */
  flow(): void {
    if (this.#route !== 'stalled') return;
    this.#route = 'open';
    for (const side of ['page', 'server'] as const) {
      const lane = this.#lanes[side];
      for (; lane.held > 0; lane.held--) this.#loop.after(this.#latency(), () => this.#arrive(side));
    }
  }

  /** Nothing goes through it any more. */
  drop(): void {
    if (this.#route === 'dead') return;
    this.#setRoute('dead');
    for (const side of ['page', 'server'] as const) this.#lanes[side].waiting.length = 0;
  }

  /** It breaks, and the sides told find that out soon. */
  break(told: readonly Side[]): void {
    this.drop();
    for (const side of told) this.#loop.after(this.#latency(), () => this.#end(side));
  }

  #setRoute(route: Route): void {
    this.#route = route;
    for (const side of ['page', 'server'] as const)
      this.#loop.after(this.#loop.random.between(...heartbeat), () => {
        if (this.#route !== 'open') this.#end(side);
      });
  }

  #arrive(to: Side): void {
    const lane = this.#lanes[to];
    if (this.#route === 'stalled') lane.held++;
    if (this.#route !== 'open' || lane.waiting.length === 0) return;
    const message = lane.waiting.shift();
    if (message === closing) this.#end(to);
    else this.#ends[to]?.hear(message);
  }

  #end(side: Side): void {
    const end = this.#ends[side];
    if (end === null) return;
    this.close(side);
    end.closed();
  }
}

/** What is under way to one side. */
class Lane {
  readonly waiting: unknown[] = [];
  /** how many have been held up on their way */
  held = 0;
  /** when the last one arrives */
  last = 0;
}
