/** A player's session in a room: the device's key, the last view, and the outbox of unacknowledged calls. */
import type { Forecast } from '../../shared/session/event.ts';
import type { Failure } from '../../shared/session/result.ts';
import type { Turn, View } from '../../shared/view/views.ts';
import type { Requests } from '../../shared/wire/calls.ts';
import { Connection } from '../net/connection.svelte.ts';
import { browser, type Device } from '../net/device.ts';
import { retryDelay } from '../net/retry.ts';
import { rememberReplay } from '../storage/replays.ts';
import { idOf, nameOf, Outbox, type Decision, type Outgoing } from './outbox.ts';
import type { OwnDraws } from './own-draws.ts';
import { screenOf, type Screen } from './screen.ts';

/** Milliseconds until a call that the server did not decide is sent again. */
const resendAfter = 1000;

/** Milliseconds that a join waits for the code of the draws, without which it has no seal. */
const sealWithin = 3_000;

/** The code of the draws, which the page loads while its player reads. */
type DrawsModule = Pick<typeof import('./own-draws.ts'), 'OwnDraws'>;
const loadDraws = (): Promise<DrawsModule> => import('./own-draws.ts');

/** Milliseconds that an expected view may be late before the connection is checked. */
const viewLateAfter = 700;

export class PlayerSession {
  readonly code: string;
  readonly connection: Connection;
  #view = $state.raw<View | null>(null);
  #entries = $state.raw<readonly Outgoing[]>([]);
  /** turns of the last view that were decided since, by name */
  #over = $state.raw<ReadonlyMap<string, Outgoing>>(new Map());
  #isChanging = $state(false);
  #refusal = $state.raw<Failure | null>(null);
  #last = $state.raw<Outgoing | null>(null);
  #lastP = $state.raw<number | null>(null);
  #missed = $state.raw<Turn | null>(null);
  #draws = $state.raw<OwnDraws | null>(null);
  #drawsWarning = $state('');
  /** the code of the draws has come, or is not waited for any more */
  #mayJoin = false;
  #outbox: Outbox;
  #device: Device;
  #cancelCheck: () => void = () => {};
  /** by the device's clock: no call goes out before */
  #quietUntil = -Infinity;

  /** @param pass of the QR code's link; empty where the code was typed */
  constructor(code: string, device = browser, load = loadDraws, pass = '') {
    this.code = code;
    this.#device = device;
    const { storage } = device;
    const key = deviceKey(device);
    const probe = (): Outgoing<'join'> | null => (this.#view?.you ? { name: 'join', payload: {} } : null);
    const page = this.#keyOf('page');
    const opened = (storage.get<number>(page) ?? 0) + 1;
    storage.set(page, opened);
    const isNewest = () => storage.isShared(page) && storage.get<number>(page) === opened;
    this.connection = new Connection({ room: code, role: 'player', key, pass, probe, isNewest }, device);
    this.#outbox = new Outbox({
      load: () => storage.get(this.#keyOf('outbox')),
      save: (entries) => {
        this.#entries = entries;
        if (entries.length === 0) storage.remove(this.#keyOf('outbox'));
        else storage.set(this.#keyOf('outbox'), entries);
      },
      send: ({ name, payload }) =>
        this.connection.call(name, name === 'join' ? this.#sealed(payload) : payload),
      maySend: (entry) => this.#maySend(entry),
      decided: (entry, reply) => this.#decided(entry, reply),
      undecided: ({ error }) => this.#resendLater(error),
    });
    this.#entries = this.#outbox.entries;
    this.connection.on('view', (view) => this.#receive(view));
    void this.#openDraws(load);
  }

  get view(): View | null {
    return this.#view;
  }

  get screen(): Screen {
    return screenOf({
      status: this.connection.status,
      view: this.#view,
      isForecasting: this.#isChanging || this.forecast === null,
      isPlayed: (name) => this.#isPlayed(name),
    });
  }

  /** Why the last join or forecast was refused. */
  get refusal(): Failure | null {
    return this.#refusal;
  }

  /** Whether a join waits for its answer. */
  get joining(): boolean {
    return this.#entries.some(({ name }) => name === 'join');
  }

  /** The player's forecast, acknowledged or not. */
  get forecast(): Forecast | null {
    const waiting = this.#entries.find((entry) => entry.name === 'forecast');
    return waiting?.payload ?? this.#view?.you?.forecast ?? null;
  }

  /** The turn that was played last on this page. */
  get lastPlayed(): Outgoing | null {
    return this.#last;
  }

  /** The p of the model that was trained last on this page; null until the server has sent it. */
  get lastP(): number | null {
    return this.#lastP;
  }

  /** What is wrong with the draws; empty where nothing is. */
  get drawsWarning(): string {
    return this.#drawsWarning;
  }

  /** What this device found out about the draws; null before the end, and where there are none. */
  get drawsSentence(): string | null {
    return (this.#view && this.#draws?.sentence(this.#view)) ?? null;
  }

  /** The turn that was over before it was played here; null once another one is played. */
  get missed(): Turn | null {
    return this.#missed;
  }

  /** How many turns the server has not confirmed yet. */
  get unconfirmed(): number {
    return this.#entries.filter(({ name }) => name === 'generate' || name === 'refit').length;
  }

  join(name?: string): void {
    this.#send({ name: 'join', payload: name === undefined ? {} : { name } });
  }

  predict(forecast: Forecast): void {
    this.#isChanging = false;
    this.#send({ name: 'forecast', payload: forecast });
  }

  changeForecast(): void {
    this.#isChanging = true;
  }

  write({ rollout, round }: Turn, tokens: string): void {
    this.#play({ name: 'generate', payload: { rollout, round, tokens } });
  }

  refit({ rollout, round }: Turn, ones: number): void {
    this.#play({ name: 'refit', payload: { rollout, round, ones } });
  }

  draftOf<T>(turn: Turn): T | null {
    const saved = this.#device.storage.get<{ turn: string; work: T }>(this.#keyOf('unfinished'));
    return saved?.turn === this.#label(turn) ? saved.work : null;
  }

  /** Saves the draft of a turn, so that a reload does not lose it. */
  saveDraft(turn: Turn, draft: unknown): void {
    this.#device.storage.set(this.#keyOf('unfinished'), { turn: this.#label(turn), work: draft });
  }

  close(): void {
    this.#cancelCheck();
    this.connection.close();
  }

  #send(entry: Outgoing): void {
    this.#refusal = null;
    this.#outbox.add(entry);
  }

  #play(entry: Outgoing): void {
    this.#last = entry;
    this.#lastP = null;
    this.#missed = null;
    this.#device.storage.remove(this.#keyOf('unfinished'));
    this.#send(entry);
  }

  #receive(view: View): void {
    const shown = new Set(view.turns.map(nameOf));
    const isOver = (turn: Turn) => !shown.has(nameOf(turn)) && !this.#isPlayed(nameOf(turn));
    if (view.phase !== 'finished') this.#missed = this.#view?.turns.find(isOver) ?? this.#missed;
    const over = this.#over;
    this.#over = new Map();
    this.#view = view;
    this.#followDraws(view);
    if (view.replay !== undefined) {
      const { commitment = null, fixed = null } = this.#draws ?? {};
      const replay = { id: view.replay, code: this.code, title: view.title, at: view.now };
      rememberReplay(
        { ...replay, ...(commitment && { commitment }), ...(fixed && { fixed }) },
        this.#device.storage,
      );
    }
    // a turn that was decided and is open again is said again: the server's database has lost it
    for (const entry of view.turns.map((turn) => over.get(nameOf(turn)))) if (entry) this.#outbox.add(entry);
    this.#outbox.flush();
    this.#expectView(view);
  }

  /**
   * Checks the connection where a view is overdue, since a page that only watches would not notice a dead network.
   * Not while its player is away, since any packet from the device would end that.
   */
  #expectView({ phase, deadline, config, you }: View): void {
    this.#cancelCheck();
    const untilNext = deadline === null ? null : deadline + config.beat - this.connection.serverNow();
    const wait = phase === 'watching' ? 0 : untilNext;
    if (wait === null || you?.away) return;
    const check = () => void this.connection.check();
    this.#cancelCheck = this.#device.after(Math.max(0, wait) + viewLateAfter, check);
  }

  /** A view that comes meanwhile sends nothing where the server has named the delay. */
  #resendLater(refusal: Failure): void {
    const delay = retryDelay(refusal, resendAfter, this.#device.random());
    if (refusal.retryAfter !== undefined) this.#quietUntil = this.#device.now() + delay;
    this.#device.after(delay, () => this.#outbox.flush());
  }

  #maySend({ name }: Outgoing): boolean {
    if (this.#device.now() < this.#quietUntil) return false;
    if (!this.connection.canSend || this.#view === null) return false;
    if (name === 'join') return this.#mayJoin;
    if (this.#view.you === null) return false;
    return name === 'forecast' || name === 'reveal' || this.#view.phase !== 'paused';
  }

  async #openDraws(load: typeof loadDraws): Promise<void> {
    const cancelWait = this.#device.after(sealWithin, () => this.#letJoin());
    const code = await load().catch(() => null);
    cancelWait();
    if (code) this.#draws = new code.OwnDraws(this.#device, this.#keyOf('draws'));
    this.#letJoin();
    if (this.#view) this.#followDraws(this.#view);
  }

  /** Lets joins be sent: sealed, if the code of the draws has come. */
  #letJoin(): void {
    this.#mayJoin = true;
    this.#outbox.flush();
  }

  #sealed(payload: object): Requests['join'] {
    const seal = this.#view ? this.#draws?.seal(this.#view) : undefined;
    return seal === undefined ? payload : { ...payload, seal };
  }

  /** Seals or reveals this device's bytes where a view asks for that. */
  #followDraws(view: View): void {
    const call = this.#draws?.follow(view);
    this.#drawsWarning = this.#draws?.warning ?? '';
    if (call && !this.#entries.some(({ name }) => name === call.name)) this.#outbox.add(call);
  }

  #decided(entry: Outgoing, reply: Decision): void {
    const failure = reply.ok ? null : reply.error;
    if ('p' in reply && entry === this.#last) this.#lastP = reply.p;
    if (failure?.code === 'seal_taken') this.#draws?.discard();
    if (entry.name === 'reveal') return;
    const isTurn = entry.name === 'generate' || entry.name === 'refit';
    if (!isTurn) this.#refusal = failure;
    else if (!failure || failure.code === 'turn_over' || failure.code === 'not_your_turn')
      this.#over = new Map(this.#over).set(idOf(entry), entry);
  }

  #isPlayed(name: string): boolean {
    return this.#over.has(name) || this.#entries.some((entry) => idOf(entry) === name);
  }

  #keyOf(what: string): string {
    return `${this.code}.${what}`;
  }

  /** A turn's name and its seed or text: another session under the same code has other ones. */
  #label(turn: Turn): string {
    return `${nameOf(turn)} ${turn.step === 'generate' ? turn.seed : turn.text}`;
  }
}

/** This device's key, made once: 32 hex characters. */
function deviceKey(device: Device): string {
  const saved = device.storage.get<string>('key');
  if (saved !== null) return saved;
  const key = device.randomHex();
  device.storage.set('key', key);
  return key;
}
