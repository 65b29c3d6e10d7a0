/** Scenario: a room, its servers, its people and faults; then a quiet phase, the end of the game, and the verdict. */
import { createSession } from '../../shared/session/rules/decide.ts';
import { defaultConfig } from '../../shared/session/config.ts';
import { refuse } from '../../shared/session/result.ts';
import { hashOf } from '../../server/lib/keys.ts';
import type { SessionRow } from '../../server/store/port.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { secret } from '../support/session/classroom.ts';
import type { TcpLink, LinkEnd } from './network/tcp-link.ts';
import { SimulatedServer } from './simulated-server.ts';
import { Invariants } from './invariants.ts';
import { SimulatedStudent } from './simulated-student.ts';
import { SimulatedHost } from './simulated-host.ts';
import type { ScenarioContext } from './simulated-page.ts';
import { drawFaultPlan, type FaultPlan } from './fault-plan.ts';
import { EventLoop } from './event-loop.ts';

const hostKey = 'the key of the host';
const row: SessionRow = { id: 'session', code: 'BCDFG', secret, hostKeyHash: hashOf(hostKey) };

/** Milliseconds between two sleeps of a server, on average. */
const sleepEvery = 20_000;
/** Milliseconds between two times at which the store loses its newest events, on average. */
const forgetsEvery = 40_000;

export class Scenario implements ScenarioContext {
  readonly code = row.code;
  readonly loop: EventLoop;
  readonly plan: FaultPlan;
  readonly invariants: Invariants;
  readonly students: SimulatedStudent[];
  /** hosts, and a board */
  readonly hosts: SimulatedHost[];
  readonly #store = new MemoryStore();
  readonly #servers: SimulatedServer[];
  readonly #faultsUntil: number;

  constructor(seed: number, trace: string[] | null) {
    this.loop = new EventLoop(seed, trace);
    const { random } = this.loop;
    this.plan = drawFaultPlan(random, seed);
    this.#faultsUntil = this.loop.now() + this.plan.faultsFor;
    this.invariants = new Invariants(this.loop, this.#store, row);
    this.#servers = Array.from({ length: this.plan.servers }, (_, index) => this.#start(index));
    const newStudent = (_: unknown, index: number) => new SimulatedStudent(index + 1, this);
    this.students = Array.from({ length: this.plan.students }, newStudent);
    this.hosts = [
      new SimulatedHost('host', this, hostKey),
      ...(random.chance(0.3) ? [new SimulatedHost('host two', this, hostKey)] : []),
      new SimulatedHost('board', this, null),
    ];
  }

  hasFaults = (): boolean => this.loop.now() < this.#faultsUntil;

  /** A page dials: mostly it gets to the server that the room is routed to. */
  dial(page: LinkEnd): TcpLink | null {
    const { random } = this.loop;
    const [first, second] = this.#servers;
    const wanders = this.hasFaults() && random.chance(this.plan.wander);
    const server = second && (!first!.isAlive || wanders) ? second : first!;
    if (!server.isAlive) return null;
    const { latency } = this.plan;
    return server.accept(page, () => random.between(1, this.hasFaults() ? latency : 50));
  }

  /** The look-up of the room over HTTP. */
  find() {
    const { isAlive } = this.#servers[0]!;
    if (!isAlive || (this.hasFaults() && this.loop.random.chance(0.2)))
      return refuse('try_again', 'The server did not answer.');
    const { phase, locked, title, code } = this.invariants.state;
    return { ok: true as const, value: { code, id: row.id, phase, locked, players: 0, title, pass: '' } };
  }

  /** Plays the troubled part. */
  async injectFault(): Promise<void> {
    const { loop, plan } = this;
    const config = { ...defaultConfig, ...plan.config };
    const session = { config, title: '', code: row.code, secret, secretGiven: !plan.isSealed };
    const created = createSession(session, loop.now());
    await this.#store.create(row, created);
    loop.tell('plan', () => JSON.stringify(plan));
    for (const one of [...this.hosts, ...this.students])
      loop.after(loop.random.between(0, 10_000), () => one.begin());
    for (const student of this.students) this.#fault(plan.studentFaultEvery, () => student.injectFault());
    for (const host of this.hosts) this.#fault(plan.studentFaultEvery * 2, () => host.injectFault());
    for (const index of this.#servers.keys())
      this.#fault(plan.serverFaultEvery, () => this.#endServer(index));
    if (plan.serversSleep)
      for (const index of this.#servers.keys()) this.#fault(sleepEvery, () => this.#sleep(index));
    if (plan.storeForgets) this.#fault(forgetsEvery, () => this.#forget());
    await loop.run(Math.max(this.#faultsUntil, loop.now() + 10_000));
  }

  /** Ends all fault; servers are up, pages open, and lines carry from now on. */
  recover(): void {
    this.loop.tell('loop', () => 'is at peace');
    for (const index of this.#servers.keys()) this.#restart(index);
    for (const one of [...this.students, ...this.hosts]) one.recover();
  }

  #fault(every: number, call: () => void): void {
    const { random } = this.loop;
    this.loop.after(random.between(0.2, 1.8) * every, () => {
      if (!this.hasFaults()) return;
      call();
      this.#fault(every, call);
    });
  }

  /** A standby that lags takes over. */
  #forget(): void {
    this.invariants.forget(this.loop.random.whole(1, 8));
  }

  #endServer(index: number): void {
    const server = this.#servers[index]!;
    const { random } = this.loop;
    if (!server.isAlive) return;
    if (random.chance(0.3)) void server.stop();
    else server.crash();
  }

  /** Lets a server sleep, at most until all fault ends. */
  #sleep(index: number): void {
    const longest = this.#faultsUntil - this.loop.now();
    this.#servers[index]!.sleep(Math.min(this.loop.random.between(500, 60_000), longest));
  }

  #restart(index: number): void {
    if (!this.#servers[index]!.isAlive) this.#servers[index] = this.#start(index);
  }

  #start(index: number): SimulatedServer {
    const { loop, plan, invariants, hasFaults } = this;
    const name = `server ${index}`;
    loop.tell(name, () => 'starts');
    const crashed = () => loop.after(loop.random.between(200, 15_000), () => this.#restart(index));
    return new SimulatedServer(name, { loop, plan, invariants, hasFaults, store: this.#store }, crashed);
  }
}
