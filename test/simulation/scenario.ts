/** One run: a room, its servers, its people and their troubles; then peace, the end of the game, and the verdict. */
import { createSession } from '../../shared/session/rules/decide.ts';
import { defaultConfig } from '../../shared/session/config.ts';
import { refuse } from '../../shared/session/reply.ts';
import { hashOf } from '../../server/lib/keys.ts';
import type { SessionRow } from '../../server/store/port.ts';
import { MemoryStore } from '../support/memory-store.ts';
import type { Cable, End } from './tcp-link.ts';
import { ServerProcess } from './simulated-server.ts';
import { Judge } from './invariants.ts';
import { Pupil } from './simulated-student.ts';
import { Teacher } from './simulated-host.ts';
import { drawWeather, type Weather } from './fault-plan.ts';
import { World } from './event-loop.ts';

const hostKey = 'the key of the host';
const row: SessionRow = {
  id: 'session',
  code: 'BCDFG',
  secret: '00112233445566778899aabbccddeeff',
  hostKeyHash: hashOf(hostKey),
};

export class School {
  readonly code = row.code;
  readonly world: World;
  readonly weather: Weather;
  readonly judge: Judge;
  readonly pupils: Pupil[];
  /** hosts, and a board */
  readonly teachers: Teacher[];
  readonly #store = new MemoryStore();
  readonly #servers: ServerProcess[];
  readonly #troubleUntil: number;

  constructor(seed: number, trace: string[] | null) {
    this.world = new World(seed, trace);
    const { die } = this.world;
    this.weather = drawWeather(die, seed);
    this.#troubleUntil = this.world.now + this.weather.troubleFor;
    this.judge = new Judge(this.world, this.#store, row);
    this.#servers = Array.from({ length: this.weather.servers }, (_, index) => this.#start(index));
    this.pupils = Array.from({ length: this.weather.pupils }, (_, index) => new Pupil(index + 1, this));
    this.teachers = [
      new Teacher('host', this, hostKey),
      ...(die.chance(0.3) ? [new Teacher('host two', this, hostKey)] : []),
      new Teacher('board', this, null),
    ];
  }

  isRough = (): boolean => this.world.now < this.#troubleUntil;

  /** A page dials: mostly it gets to the server that the room is routed to. */
  dial(page: End): Cable | null {
    const { die } = this.world;
    const [first, second] = this.#servers;
    const wanders = this.isRough() && die.chance(this.weather.wander);
    const server = second && (!first!.isAlive || wanders) ? second : first!;
    if (!server.isAlive) return null;
    const { latency } = this.weather;
    return server.accept(page, () => die.between(1, this.isRough() ? latency : 50));
  }

  /** The look-up of the room over HTTP. */
  find() {
    const { isAlive } = this.#servers[0]!;
    if (!isAlive || (this.isRough() && this.world.die.chance(0.2)))
      return refuse('try_again', 'The server did not answer.');
    const { phase, locked, title, code } = this.judge.state;
    return { ok: true as const, value: { code, id: row.id, phase, locked, players: 0, title } };
  }

  /** Plays the troubled part. */
  async suffer(): Promise<void> {
    const { world, weather } = this;
    const { code, secret } = row;
    const config = { ...defaultConfig, ...weather.config };
    const created = createSession({ config, title: '', code, secret, secretGiven: true }, world.now);
    await this.#store.create(row, created);
    world.tell('weather', () => JSON.stringify(weather));
    for (const one of [...this.teachers, ...this.pupils])
      world.after(world.die.between(0, 10_000), () => one.begin());
    for (const pupil of this.pupils) this.#trouble(weather.pupilTrouble, () => pupil.suffer());
    for (const teacher of this.teachers) this.#trouble(weather.pupilTrouble * 2, () => teacher.suffer());
    for (const index of this.#servers.keys())
      this.#trouble(weather.serverTrouble, () => this.#endServer(index));
    await world.run(Math.max(this.#troubleUntil, world.now + 10_000));
  }

  /** Ends all trouble; servers are up, pages open, and lines carry from now on. */
  recover(): void {
    this.world.tell('world', () => 'is at peace');
    for (const index of this.#servers.keys()) this.#restart(index);
    for (const one of [...this.pupils, ...this.teachers]) one.recover();
  }

  #trouble(every: number, call: () => void): void {
    const { die } = this.world;
    this.world.after(die.between(0.2, 1.8) * every, () => {
      if (!this.isRough()) return;
      call();
      this.#trouble(every, call);
    });
  }

  #endServer(index: number): void {
    const server = this.#servers[index]!;
    const { die } = this.world;
    if (!server.isAlive) return;
    if (die.chance(0.3)) void server.stop();
    else server.crash();
  }

  #restart(index: number): void {
    if (!this.#servers[index]!.isAlive) this.#servers[index] = this.#start(index);
  }

  #start(index: number): ServerProcess {
    const { world, weather, judge, isRough } = this;
    world.tell(`server ${index}`, () => 'starts');
    const crashed = () => this.world.after(this.world.die.between(200, 15_000), () => this.#restart(index));
    return new ServerProcess(
      `server ${index}`,
      { world, weather, judge, isRough, store: this.#store },
      crashed,
    );
  }
}
