/** Simulated student: the real player session on a simulated page. */
import { OwnDraws } from '../../client/player/own-draws.ts';
import { PlayerSession } from '../../client/player/player-session.svelte.ts';
import { messageFor } from '../support/session/turn-message.ts';
import type { Finished } from '../../shared/session/state.ts';
import { SimulatedPage, DeviceStorage, type ScenarioContext } from './simulated-page.ts';

/** Milliseconds after which, on a line that carries, what was said is answered: several tries, and a slow store. */
const answeredWithin = 20_000;

interface Tab {
  page: SimulatedPage;
  session: PlayerSession;
}

export class SimulatedStudent {
  readonly key: string;
  readonly name: string;
  readonly #scenario: ScenarioContext;
  readonly #device: DeviceStorage;
  #tab: Tab | null = null;
  /** the second page that is open on the same device, or was */
  #older: Tab | null = null;
  /** its page knows no seals */
  readonly #isOld: boolean;
  /** its device has forgotten its bytes at some time */
  #hasForgotten = false;
  /** since when something is said on a line that carries, and is not answered */
  #unansweredSince: number | null = null;

  constructor(number: number, scenario: ScenarioContext) {
    this.name = `student ${number}`;
    this.#device = new DeviceStorage(this.name);
    this.#device.clockStops = number % 2 === 0;
    this.#scenario = scenario;
    this.#isOld = number % 4 === 0;
    this.key = number.toString(16).padStart(32, '0');
    this.#device.storage.set('key', this.key);
  }

  /** The page that is open, or null. */
  get session(): PlayerSession | null {
    return this.#tab?.session ?? null;
  }

  /** Opens the page, and looks at it again and again from now on. */
  begin(): void {
    this.#open();
    this.#look();
  }

  /** What happens to devices. */
  injectFault(): void {
    const { random } = this.#scenario.loop;
    if (this.#scenario.plan.isSealed && random.chance(0.05)) return this.#forget();
    const fault = random.pick([
      ...(['sleep', 'sleep', 'reload', 'reload', 'leave', 'cut', 'cut', 'half-open', 'half-open'] as const),
      ...(['stall', 'stall', 'tab', 'clock', 'double'] as const),
    ]);
    this.#scenario.loop.tell(this.name, () => `suffers ${fault}`);
    const after = (most: number, call: () => void) =>
      this.#scenario.loop.after(random.between(100, most), call);
    switch (fault) {
      case 'sleep':
        this.#tab?.page.sleep();
        if (random.chance(0.5)) this.#device.drop();
        return void after(60_000, () => this.#tab?.page.wake());
      case 'reload':
        return this.#open();
      case 'leave':
        this.#close();
        return void after(60_000, () => this.#tab ?? this.#open());
      case 'cut':
        for (const link of this.#device.links)
          link.break((['page', 'server'] as const).filter(() => random.chance(0.7)));
        return;
      case 'half-open':
        this.#device.drop();
        return random.chance(0.5) ? this.#tab?.page.tellOfNetwork() : undefined;
      case 'stall':
        for (const link of this.#device.links) link.stall();
        return void after(40_000, () => this.#device.flow());
      case 'tab':
        this.#older?.page.close();
        this.#older = this.#tab;
        this.#tab = null;
        return this.#open();
      case 'clock':
        this.#device.ahead = random.between(-3_600_000, 3_600_000);
        return;
      case 'double':
        return this.#act();
      default:
        return fault satisfies never;
    }
  }

  /** What is wrong with what the device says of the draws at the end; null where nothing is. */
  faultInDraws(state: Finished): string | null {
    const said = this.session!.drawsSentence;
    const player = this.#scenario.invariants.playerOf(this.key);
    if (player === null || state.config.writing === 'type' || this.#isOld)
      return said === null ? null : `${this.name} checks draws that there are not: ${said}`;
    const isIn = state.draws?.revealed.some(([one]) => one === player) ?? false;
    const right = state.secretDrawn
      ? isIn
        ? /^Checked on this device/
        : /are not in the draws/
      : /was given/;
    const mayKnowNothing = this.#hasForgotten || !isIn;
    const knowsNothing = /put nothing|are not in the draws/;
    // whoever restores an older database could have chosen
    const mayWarn = this.#scenario.invariants.areDrawsLost;
    const warns = /shown two different starts|does not follow/;
    const isRight =
      said !== null &&
      (right.test(said) || (mayKnowNothing && knowsNothing.test(said)) || (mayWarn && warns.test(said)));
    return isRight ? null : `${this.name} says of the draws: ${said}`;
  }

  /** Trouble is over: the page is open and awake, and the network carries. */
  recover(): void {
    this.#older?.page.close();
    this.#older = null;
    this.#device.flow();
    this.#tab?.page.wake();
    if (!this.#tab || this.#tab.session.screen.name === 'gone') this.#open();
  }

  #open(): void {
    this.#close();
    const page = new SimulatedPage(this.#scenario, this.#device);
    this.#tab = { page, session: new PlayerSession(this.#scenario.code, page, this.#loadDraws) };
  }

  readonly #loadDraws = async () => {
    if (this.#isOld) throw new Error('there is no such code');
    return { OwnDraws };
  };

  /** The bytes are lost, and the page is opened again. */
  #forget(): void {
    this.#scenario.loop.tell(this.name, () => 'forgets its bytes');
    this.#hasForgotten = true;
    this.#device.storage.remove(`${this.#scenario.code}.draws`);
    this.#open();
  }

  #close(): void {
    this.#tab?.page.close();
    this.#tab = null;
  }

  #look(): void {
    const { loop } = this.#scenario;
    loop.after(loop.random.between(300, 4_000), () => {
      this.#watchClock();
      this.#act();
      this.#look();
    });
  }

  #watchClock(): void {
    const { loop, invariants, hasFaults } = this.#scenario;
    const isSaying =
      this.session !== null &&
      this.session.unconfirmed > 0 &&
      this.session.view?.you != null &&
      this.session.connection.canSend &&
      this.session.screen.name !== 'paused';
    if (hasFaults() || !isSaying) this.#unansweredSince = null;
    else this.#unansweredSince ??= loop.now();
    if (loop.now() - (this.#unansweredSince ?? loop.now()) > answeredWithin)
      invariants.violated(`${this.name} has said something, and gets no answer`);
  }

  #act(): void {
    if (!this.#tab || this.#tab.page.isAsleep) return;
    const { session } = this.#tab;
    const { screen } = session;
    const { random } = this.#scenario.loop;
    switch (screen.name) {
      case 'join':
        return session.join(random.pick(['Ada', 'Zoë', 'Ada', ' ']));
      case 'away':
        return session.join();
      case 'forecast':
        return session.predict({ round: random.pick([null, 1, 2]), pole: random.pick([0, 1]) });
      case 'lobby':
        return random.chance(0.1) ? session.changeForecast() : undefined;
      case 'write':
      case 'refit': {
        const { name, payload } = messageFor(screen.turn);
        if (name === 'refit') return session.refit(screen.turn, payload.ones + (random.chance(0.1) ? 1 : 0));
        return session.write(screen.turn, payload.tokens + (random.chance(0.05) ? '1' : ''));
      }
      case 'gone':
        return this.#meetTheEnd(screen.why);
      default:
    }
  }

  #meetTheEnd(why: 'replaced' | 'kicked' | 'refused'): void {
    const { invariants } = this.#scenario;
    if (why === 'kicked' && !invariants.wasKicked(this.key))
      invariants.violated(`${this.name} is told to be kicked, and is not`);
    if (why === 'refused')
      invariants.violated(`${this.name} is refused: ${this.session!.connection.refusal?.code}`);
    if (why !== 'replaced') return;
    if (!this.#older) invariants.violated(`${this.name} is told to be replaced, and has one page`);
    this.#open();
  }
}
