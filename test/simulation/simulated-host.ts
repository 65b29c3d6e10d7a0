/** A teacher: the real session class of the host's page, on one device or two, and what teachers press. */
import { BoardSession } from '../../client/game/board-session.svelte.ts';
import { openStep, playersHere, type State } from '../../shared/session/state.ts';
import { Page, Pocket } from './simulated-device.ts';
import type { School } from './scenario.ts';

export class Teacher {
  readonly name: string;
  readonly #school: School;
  readonly #hostKey: string | null;
  readonly #pocket: Pocket;
  #page!: Page;
  session!: BoardSession;

  /** @param hostKey null for a board that looks on */
  constructor(name: string, school: School, hostKey: string | null) {
    this.name = name;
    this.#pocket = new Pocket(name);
    this.#school = school;
    this.#hostKey = hostKey;
  }

  begin(): void {
    this.#open();
    if (this.#hostKey !== null) this.#look();
  }

  suffer(): void {
    const { die } = this.#school.world;
    const trouble = die.pick(['reload', 'cut', 'half-open', 'stall'] as const);
    this.#school.world.tell(this.name, () => `suffers ${trouble}`);
    if (trouble === 'reload') return this.#open();
    for (const cable of this.#pocket.cables)
      if (trouble === 'cut') cable.break(['page', 'server']);
      else if (trouble === 'half-open') cable.die();
      else cable.stall();
    if (trouble === 'stall') this.#school.world.after(die.between(100, 40_000), () => this.recover());
  }

  recover(): void {
    for (const cable of this.#pocket.cables) cable.flow();
  }

  #open(): void {
    const { world, code } = this.#school;
    this.#page?.close();
    this.#page = new Page(world, this.#pocket, (end) => this.#school.dial(end));
    this.session = new BoardSession(code, this.#hostKey, this.#page, async () => this.#school.find());
  }

  #look(): void {
    const { world } = this.#school;
    world.after(world.die.between(500, 5_000), () => {
      const state = this.session.board?.state;
      if (state) this.#act(state);
      this.#look();
    });
  }

  #act(state: State): void {
    const { world, isRough } = this.#school;
    const { die } = world;
    if (isRough() && die.chance(0.15)) return this.#meddle(state);
    switch (state.phase) {
      case 'lobby':
        if (state.locked && playersHere(state).length === 0) return this.#ask('lock', { locked: false });
        if (!isRough() || die.chance(0.6)) this.#ask('start');
        return;
      case 'paused':
        if (!isRough() || die.chance(0.3)) this.#ask('resume');
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
    if (step && step.deadline === null && this.#school.world.die.chance(0.15))
      return this.#ask('advance', { round, step: kind });
    if (!step && kind === 'refit' && state.config.pace === 'manual')
      this.#ask('advance', { round: round + 1, step: null });
  }

  #meddle(state: State): void {
    const { die } = this.#school.world;
    const someone = die.whole(1, Math.max(1, state.players.length));
    switch (die.pick(['pause', 'resume', 'lock', 'kick', 'bots', 'configure', 'advance', 'end'] as const)) {
      case 'pause':
        return this.#ask('pause');
      case 'resume':
        return this.#ask('resume');
      case 'lock':
        return this.#ask('lock', { locked: die.chance(0.5) });
      case 'kick':
        return state.players.length > 2 && someone > 1 ? this.#ask('kick', { player: someone }) : undefined;
      case 'bots':
        return this.#ask('bots', { count: die.whole(0, 3) });
      case 'configure':
        return this.#ask('configure', { config: { beat: die.pick([0, 500]) } });
      case 'advance':
        return this.#ask('advance', { round: die.whole(0, 3), step: die.pick(['generate', 'refit', null]) });
      case 'end':
        return die.chance(0.1) ? this.#ask(die.pick(['stop', 'fast_forward'])) : undefined;
    }
  }

  #ask(name: string, payload: object = {}): void {
    this.#school.world.tell(this.name, () => `asks ${name} ${JSON.stringify(payload)}`);
    void this.session.ask(name, payload);
  }
}
