/** Simulated host: the real session class of the host's page, on one device or two. */
import type { HostCall, Requests } from '../../shared/wire/calls.ts';
import { BoardSession } from '../../client/game/board-session.svelte.ts';
import { openStep, playersHere, type State } from '../../shared/session/state.ts';
import { SimulatedPage, DeviceStorage, type ScenarioContext } from './simulated-page.ts';

export class SimulatedHost {
  readonly name: string;
  readonly #scenario: ScenarioContext;
  readonly #hostKey: string | null;
  readonly #device: DeviceStorage;
  #page!: SimulatedPage;
  session!: BoardSession;

  /** @param hostKey null for a board that looks on */
  constructor(name: string, scenario: ScenarioContext, hostKey: string | null) {
    this.name = name;
    this.#device = new DeviceStorage(name);
    this.#scenario = scenario;
    this.#hostKey = hostKey;
  }

  begin(): void {
    this.#open();
    if (this.#hostKey !== null) this.#look();
  }

  injectFault(): void {
    const { random } = this.#scenario.loop;
    const fault = random.pick(['reload', 'cut', 'half-open', 'stall'] as const);
    this.#scenario.loop.tell(this.name, () => `suffers ${fault}`);
    if (fault === 'reload') return this.#open();
    for (const link of this.#device.links)
      if (fault === 'cut') link.break(['page', 'server']);
      else if (fault === 'half-open') link.drop();
      else link.stall();
    if (fault === 'stall') this.#scenario.loop.after(random.between(100, 40_000), () => this.recover());
  }

  recover(): void {
    this.#device.flow();
  }

  #open(): void {
    const scenario = this.#scenario;
    this.#page?.close();
    this.#page = new SimulatedPage(scenario, this.#device);
    const role = this.#hostKey === null ? 'board' : 'host';
    const find = async () => scenario.find();
    this.session = new BoardSession(scenario.code, role, this.#hostKey, this.#page, find);
  }

  #look(): void {
    const { loop } = this.#scenario;
    loop.after(loop.random.between(500, 5_000), () => {
      const state = this.session.board?.state;
      if (state) this.#act(state);
      this.#look();
    });
  }

  #act(state: State): void {
    const { loop, hasFaults } = this.#scenario;
    const { random } = loop;
    if (hasFaults() && random.chance(0.15)) return this.#meddle(state);
    switch (state.phase) {
      case 'lobby':
        if (state.locked && playersHere(state).length === 0) return this.#ask('lock', { locked: false });
        if (!hasFaults() || random.chance(0.6)) this.#ask('start', {});
        return;
      case 'paused':
        if (!hasFaults() || random.chance(0.3)) this.#ask('resume', {});
        return;
      case 'playing':
        return this.#goOn(state);
      default:
    }
  }

  /** Closes a step that waits for ever, and opens the round that waits for its host. */
  #goOn(state: State & { phase: 'playing' }): void {
    const step = openStep(state);
    const { round, kind } = state.step ?? { round: -1, kind: 'refit' as const };
    if (step && step.deadline === null && this.#scenario.loop.random.chance(0.15))
      return this.#ask('advance', { round, step: kind });
    if (!step && kind === 'refit' && state.config.pace === 'manual')
      this.#ask('advance', { round: round + 1, step: null });
  }

  #meddle(state: State): void {
    const { random } = this.#scenario.loop;
    const someone = random.whole(1, Math.max(1, state.players.length));
    const calls = ['pause', 'resume', 'lock', 'kick', 'bots', 'configure', 'advance', 'end'] as const;
    const call = random.pick(calls);
    switch (call) {
      case 'pause':
      case 'resume':
        return this.#ask(call, {});
      case 'lock':
        return this.#ask('lock', { locked: random.chance(0.5) });
      case 'kick':
        return state.players.length > 2 && someone > 1 ? this.#ask('kick', { player: someone }) : undefined;
      case 'bots':
        return this.#ask('bots', { count: random.whole(0, 3) });
      case 'configure':
        return this.#ask('configure', { config: { beat: random.pick([0, 500]) } });
      case 'advance':
        return this.#ask(call, { round: random.whole(0, 3), step: random.pick(['generate', 'refit', null]) });
      case 'end':
        return random.chance(0.1) ? this.#ask(random.pick(['stop', 'fast_forward']), {}) : undefined;
    }
  }

  #ask<C extends HostCall>(name: C, payload: Requests[C]): void {
    this.#scenario.loop.tell(this.name, () => `asks ${name} ${JSON.stringify(payload)}`);
    void this.session.ask(name, payload);
  }
}
