/** A student: the real phone class on a page of theirs, played as people play, with all that happens to phones. */
import { Phone } from '../../client/player/player-session.svelte.ts';
import { countOnes } from '../../shared/model/unigram.ts';
import { played } from '../support/turn-message.ts';
import { Page, Pocket } from './simulated-device.ts';
import type { School } from './scenario.ts';

/** Milliseconds after which, on a line that carries, what was said is answered: several tries, and a slow store. */
const answeredWithin = 20_000;

interface Tab {
  page: Page;
  phone: Phone;
}

export class Pupil {
  readonly key: string;
  readonly name: string;
  readonly #school: School;
  readonly #pocket: Pocket;
  #tab: Tab | null = null;
  /** the second page that is open on the same device, or was */
  #older: Tab | null = null;
  /** since when something is said on a line that carries, and is not answered */
  #unansweredSince: number | null = null;

  constructor(number: number, school: School) {
    this.name = `pupil ${number}`;
    this.#pocket = new Pocket(this.name);
    this.#school = school;
    this.key = number.toString(16).padStart(32, '0');
    this.#pocket.storage.set('key', this.key);
  }

  /** The page that is open, or null. */
  get phone(): Phone | null {
    return this.#tab?.phone ?? null;
  }

  /** Removed by the host: there is nothing more to do. */
  get isOut(): boolean {
    return this.phone?.screen.name === 'gone';
  }

  /** Opens the page, and looks at it again and again from now on. */
  begin(): void {
    this.#open();
    this.#look();
  }

  /** What happens to phones. */
  suffer(): void {
    const { die } = this.#school.world;
    const trouble = die.pick([
      ...(['sleep', 'sleep', 'reload', 'reload', 'leave', 'cut', 'cut', 'half-open', 'half-open'] as const),
      ...(['stall', 'stall', 'tab', 'clock', 'double'] as const),
    ]);
    this.#school.world.tell(this.name, () => `suffers ${trouble}`);
    const after = (most: number, call: () => void) => this.#school.world.after(die.between(100, most), call);
    switch (trouble) {
      case 'sleep':
        this.#tab?.page.sleep();
        if (die.chance(0.5)) this.#die();
        return void after(60_000, () => this.#tab?.page.wake());
      case 'reload':
        return this.#open();
      case 'leave':
        this.#close();
        return void after(60_000, () => this.#tab ?? this.#open());
      case 'cut':
        for (const cable of this.#pocket.cables)
          cable.break((['page', 'server'] as const).filter(() => die.chance(0.7)));
        return;
      case 'half-open':
        this.#die();
        return die.chance(0.5) ? this.#tab?.page.tellOfNetwork() : undefined;
      case 'stall':
        for (const cable of this.#pocket.cables) cable.stall();
        return void after(40_000, () => this.#flow());
      case 'tab':
        this.#older?.page.close();
        this.#older = this.#tab;
        this.#tab = null;
        return this.#open();
      case 'clock':
        this.#pocket.ahead = die.between(-3_600_000, 3_600_000);
        return;
      case 'double':
        return this.#act();
      default:
        return trouble satisfies never;
    }
  }

  /** Trouble is over: the page is open and awake, and the network carries. */
  recover(): void {
    this.#older?.page.close();
    this.#older = null;
    this.#flow();
    this.#tab?.page.wake();
    if (!this.#tab || this.#tab.phone.screen.name === 'gone') this.#open();
  }

  #flow(): void {
    for (const cable of this.#pocket.cables) cable.flow();
  }

  #die(): void {
    for (const cable of this.#pocket.cables) cable.die();
  }

  #open(): void {
    this.#close();
    const page = new Page(this.#school.world, this.#pocket, (end) => this.#school.dial(end));
    this.#tab = { page, phone: new Phone(this.#school.code, page) };
  }

  #close(): void {
    this.#tab?.page.close();
    this.#tab = null;
  }

  #look(): void {
    const { world } = this.#school;
    world.after(world.die.between(300, 4_000), () => {
      this.#watchClock();
      this.#act();
      this.#look();
    });
  }

  #watchClock(): void {
    const { world, judge, isRough } = this.#school;
    const isSaying =
      this.phone !== null &&
      this.phone.unconfirmed > 0 &&
      this.phone.connection.canSpeak &&
      this.phone.screen.name !== 'paused';
    if (isRough() || !isSaying) this.#unansweredSince = null;
    else this.#unansweredSince ??= world.now;
    if (world.now - (this.#unansweredSince ?? world.now) > answeredWithin)
      judge.blame(`${this.name} has said something, and gets no answer`);
  }

  #act(): void {
    if (!this.#tab || this.#tab.page.isAsleep) return;
    const { phone } = this.#tab;
    const { screen } = phone;
    const { die } = this.#school.world;
    switch (screen.name) {
      case 'join':
        return phone.join(die.pick(['Ada', 'Zoë', 'Ada', ' ']));
      case 'away':
        return phone.join();
      case 'forecast':
        return phone.predict({ round: die.pick([null, 1, 2]), pole: die.pick([0, 1]) });
      case 'lobby':
        return die.chance(0.1) ? phone.changeForecast() : undefined;
      case 'write': {
        const { payload } = played(screen.turn);
        const { tokens } = payload as { tokens: string };
        return phone.write(screen.turn, die.chance(0.05) ? `${tokens}1` : tokens);
      }
      case 'refit':
        return phone.refit(screen.turn, countOnes(screen.turn.text) + (die.chance(0.1) ? 1 : 0));
      case 'gone':
        return this.#meetTheEnd(screen.why);
      default:
    }
  }

  #meetTheEnd(why: 'replaced' | 'kicked' | 'refused'): void {
    const { judge } = this.#school;
    const player = judge.playerOf(this.key);
    const isKicked = player !== null && judge.state.players[player - 1]!.kicked;
    if (why === 'kicked' && !isKicked) judge.blame(`${this.name} is told to be kicked, and is not`);
    if (why === 'refused') judge.blame(`${this.name} is refused: ${this.phone!.connection.refusal?.code}`);
    if (why !== 'replaced') return;
    if (!this.#older) judge.blame(`${this.name} is told to be replaced, and has one page`);
    this.#open();
  }
}
