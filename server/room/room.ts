/** Room: one live session with its log, command queue and timer. Decides, appends, applies, publishes. */
import type { Logger } from 'pino';
import type { Command, Reply } from '../../shared/session/command.ts';
import { nextDueAt } from '../../shared/session/schedule.ts';
import type { Decision } from '../../shared/session/rules/draft.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { refuse } from '../../shared/session/result.ts';
import type { State } from '../../shared/session/state.ts';
import { Bots } from './bots.ts';
import { RoomClock, type Clock } from '../lib/clock.ts';
import type { ClockWatch } from '../lib/clock-watch.ts';
import type { TimeSlices } from '../lib/time-slices.ts';
import { PlayerConnections } from './player-connections.ts';
import { decideBatch, type PendingCommand } from './decide-batch.ts';
import { nameInLog } from '../lib/keys.ts';
import type { LiveSession } from './live-session.ts';
import { RemoteChanges } from './log-poller.ts';
import { SessionLog } from './session-log.ts';
import {
  codeLife,
  DataDamaged,
  StoreUnavailable,
  type AppendResult,
  type Seat,
  type SessionRow,
  type Store,
} from '../store/port.ts';
import { Observers } from './observers.ts';

/** Milliseconds until the timer tries again what the store has refused. */
const refusedDelay = 5_000;

/** Milliseconds that a decision has at once; what takes longer waits for a time slice, and has this much in it. */
const timeAtOnce = 2;
const timeInSlice = 10;

/** Attempts to decide and append a batch: each fails where another server has appended first. */
const maxAttempts = 3;

export interface RoomDeps {
  store: Store;
  clock: Clock;
  logger: Logger;
  /** like `Math.random` */
  random: () => number;
  /** Called where the store can no longer be trusted: nothing more is acknowledged. */
  fail: (error: unknown) => void;
  /** in which rooms do what takes long */
  slices: TimeSlices;
}

export class Room implements LiveSession {
  readonly players: PlayerConnections;
  readonly observers: Observers;
  /** the host's address, once that is known: addresses take turns at what takes long */
  owner: string;
  readonly #deps: RoomDeps;
  readonly #clock: RoomClock;
  readonly #clockWatch: ClockWatch;
  readonly #unwatchClock: () => void;
  readonly #bots: Bots;
  readonly #log: SessionLog;
  #queue: PendingCommand[] = [];
  #isRunning = false;
  /** whether the last batch had no time for everything */
  #needsSlice = false;
  #cancelTimer: () => void = () => {};
  readonly #remoteChanges: RemoteChanges;
  /** whether the last access to the store failed with `StoreUnavailable` */
  #isStoreLost = false;
  #isDisposed = false;
  /** the earliest time of the next timer */
  #notBefore = 0;

  private constructor(log: SessionLog, deps: RoomDeps, clockWatch: ClockWatch) {
    this.#log = log;
    this.owner = log.row.id;
    this.#deps = deps;
    // two histories that continue one log are told apart by their times, even where the clock is behind it
    const ahead = log.lastAt > deps.clock.now() ? Math.floor(deps.random() * 1_000) : 0;
    this.#clock = new RoomClock(deps.clock, log.lastAt + ahead);
    this.#clockWatch = clockWatch;
    this.#unwatchClock = clockWatch.onLeap((passed) => this.#clockLeapt(passed));
    this.players = new PlayerConnections(this, log, this.#clock, () => this.#presenceChanged());
    this.observers = new Observers(this, deps.store, this.#clock, (error) => this.#fail(error));
    this.#bots = new Bots(this, this.#clock, deps.random);
    this.#remoteChanges = new RemoteChanges(log.row.id, deps.store, this.#clock, () => this.#wake());
  }

  /**
   * Loads a room from its log, and decides what a restart of the server changes.
   *
   * @returns null where the session has been deleted
   * @throws `StoreUnavailable` where the store does not answer
   */
  static async load(row: SessionRow, deps: RoomDeps, clockWatch: ClockWatch): Promise<Room | null> {
    const log = await SessionLog.load(row, deps);
    if (log === null) return null;
    const room = new Room(log, deps, clockWatch);
    await room.send({ type: 'restarted' });
    if (room.#isStoreLost || room.#isDisposed) {
      room.dispose();
      throw new StoreUnavailable('room could not be loaded');
    }
    room.players.expectReconnects();
    room.#bots.plan();
    room.#schedule();
    return room;
  }

  get row(): SessionRow {
    return this.#log.row;
  }

  get state(): State {
    return this.#log.state;
  }

  /** The player whose device has a key, or null. */
  seatOf(keyHash: string): number | null {
    return this.#log.seatOf(keyHash);
  }

  /**
   * Queues a command. Its reply comes once its events are durable, and before they are published.
   *
   * @param keyHash the key that a join gives a seat
   */
  submit(command: Command, answer: (reply: Reply) => void, keyHash: string | null = null): void {
    const pending = { command, keyHash, answer };
    if (this.#isDisposed) return this.#refuse([pending]);
    this.#queue.push(pending);
    this.#wake();
  }

  send(command: Command, keyHash: string | null = null): Promise<Reply> {
    return new Promise((answer) => this.submit(command, answer, keyHash));
  }

  /** Whether nobody is connected and no timer is pending. */
  get isIdle(): boolean {
    const isAlone = this.players.isEmpty && this.observers.isEmpty;
    return isAlone && !this.#isRunning && !this.#bots.arePlaying && this.#nextTime() === Infinity;
  }

  /** Whether the room is not used any more: its session was deleted, or its log is loaded anew. */
  get isOver(): boolean {
    return this.#isDisposed;
  }

  /** When the code stops leading to this room, in milliseconds since 1970. */
  get goodUntil(): number {
    if (this.#isDisposed) return -Infinity;
    return this.#log.lastAt + codeLife[this.state.phase === 'finished' ? 'finished' : 'unfinished'];
  }

  /** Ends all timers. The room is not used afterwards. */
  dispose(): void {
    this.#isDisposed = true;
    this.#cancelTimer();
    this.#unwatchClock();
    this.#remoteChanges.dispose();
    this.#bots.dispose();
    this.players.dispose();
    this.observers.dispose();
  }

  /** Decides and writes the pending commands, and ends all timers. */
  async drain(): Promise<void> {
    if (this.#isRunning && !this.#isDisposed) await this.send({ type: 'tick' });
    this.dispose();
  }

  /** Disposes the room and disconnects everybody, also whoever is on their way to it: they find what there is now. */
  terminate(): void {
    this.players.disconnect();
    this.observers.disconnect();
    this.dispose();
    this.#refuse(this.#queue.splice(0));
  }

  #wake(): void {
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (!this.#isDisposed) {
        this.#clockWatch.check();
        if (this.#isStoreLost) await this.#recover();
        else if (this.#queue.length > 0) await this.#processQueue();
        else if (this.#remoteChanges.mayExistAfter(this.state.seq)) await this.#catchUp();
        else break;
      }
      this.#schedule();
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#storeLost(this.#queue.splice(0));
      else this.#fail(error);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Waits for the next notification, poll or command to try the store again. */
  #storeLost(batch: readonly PendingCommand[]): void {
    this.#isStoreLost = true;
    this.#refuse(batch);
  }

  /**
   * Reads the log before anything else is decided, since an unanswered append may have been written. For players the
   * outage is like a restart of the server.
   */
  async #recover(): Promise<void> {
    await this.#catchUp();
    this.#isStoreLost = false;
    this.#restart();
  }

  /** Gives players the time that a restart of the server gives them, before anything else is decided. */
  #restart(): void {
    this.#queue.unshift({ command: { type: 'restarted' }, keyHash: null, answer: () => {} });
  }

  /** Where the clock has leapt forward, time has passed in which nobody could play; back it leaps alone (`RoomClock`). */
  #clockLeapt(passed: number): void {
    if (passed < 0) return;
    this.players.extendGrace();
    this.#restart();
    this.#wake();
  }

  #refuse(batch: readonly PendingCommand[]): void {
    const reply = refuse('try_again', 'The server is busy. This is sent again by itself.');
    for (const { answer } of batch) answer(reply);
  }

  /** Damage to a session ends its room alone; any other fault of the store ends all trust. */
  #fail(error: unknown): void {
    if (error instanceof DataDamaged) {
      this.#deps.logger.error({ err: error, session: nameInLog(this.row.id) }, 'session is damaged');
      return this.terminate();
    }
    this.dispose();
    this.#deps.fail(error);
  }

  /** Decides all that waits; where the last time was not enough, in a time slice of its own. */
  async #processQueue(): Promise<void> {
    if (!this.#needsSlice) return this.#process(this.#queue.splice(0), timeAtOnce);
    const end = await this.#deps.slices.take(this.owner);
    try {
      this.#needsSlice = false;
      if (!this.#isDisposed) await this.#process(this.#queue.splice(0), timeInSlice);
    } finally {
      end();
    }
  }

  /** @param time milliseconds that its decisions may take */
  async #process(batch: readonly PendingCommand[], time: number): Promise<void> {
    try {
      if (!(await this.#settle(batch, time))) this.#refuse(batch);
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#storeLost(batch);
      throw error;
    }
  }

  /**
   * Decides a batch and appends its events in one transaction.
   *
   * @returns false where other servers appended first each time
   */
  async #settle(batch: readonly PendingCommand[], time: number): Promise<boolean> {
    for (let attempt = 1; attempt <= maxAttempts && !this.#isDisposed; attempt++) {
      const { decisions, seats } = this.#decide(batch, time);
      const events = decisions.flatMap((decision) => decision.events);
      const result = await this.#append(events, seats, decisions.at(-1)!.state);
      if (result === 'refused') return this.#settleEach(batch, time);
      if (result === 'appended') {
        for (const seat of seats) this.players.seat(seat);
        batch.forEach((pending, index) => this.#answer(pending, decisions[index]!));
        this.#publish(events);
        return true;
      }
    }
    return false;
  }

  /** Where the store refuses what a batch wrote: each command alone, so that only its own sender is refused. */
  async #settleEach(batch: readonly PendingCommand[], time: number): Promise<boolean> {
    if (batch.length > 1) {
      for (const pending of batch) if (!(await this.#settle([pending], time))) this.#refuse([pending]);
      return true;
    }
    const [{ command, answer }] = batch as [PendingCommand];
    this.#notBefore = this.#clock.now() + refusedDelay;
    const session = nameInLog(this.row.id);
    this.#deps.logger.error({ session, command: command.type }, 'the store refuses the events of a command');
    answer(refuse('bad_request', 'The server cannot store this.'));
    return true;
  }

  #decide(batch: readonly PendingCommand[], time: number): ReturnType<typeof decideBatch> {
    const isFastForward = batch.some(
      ({ command, isContinued }) => isContinued && command.type === 'fast_forward',
    );
    const isSpent = this.#deps.slices.timer(time);
    return decideBatch(batch, {
      state: this.state,
      context: { now: this.#clock.now(), secret: this.row.secret, isSpent, isFastForward },
      seatOf: (keyHash) => this.seatOf(keyHash),
      failed: (error, { type }) => {
        const session = nameInLog(this.row.id);
        this.#deps.logger.error({ err: error, session, command: type }, 'command failed');
      },
    });
  }

  /** Queues the command of a partial decision again, behind those that arrived meanwhile. */
  #answer(pending: PendingCommand, { isPartial, reply }: Decision): void {
    this.#needsSlice ||= isPartial;
    if (isPartial) this.#queue.push({ ...pending, isContinued: true });
    else pending.answer(reply);
  }

  /**
   * Appends events. Without any it checks that they were decided on the latest state, so that nobody is refused
   * because of events that this server has not read yet; and that it is durable, so that nobody is granted what an
   * append without an answer wrote, and a standby lacks.
   *
   * @returns 'conflict' where another server had appended first; its events are applied now
   */
  async #append(
    events: readonly SessionEvent[],
    seats: readonly Seat[],
    state: State,
  ): Promise<AppendResult> {
    if (events.length === 0 && this.#log.isConfirmed)
      return (await this.#catchUp()) ? 'conflict' : 'appended';
    const result = await this.#log.write(events, seats, state);
    if (result === 'conflict') await this.#catchUp();
    return result;
  }

  /**
   * Reads and publishes what other servers have written. Where the log was deleted or replaced, the room ends: whoever
   * connects again finds what there is now.
   *
   * @returns whether there was anything new
   */
  async #catchUp(): Promise<boolean> {
    this.#remoteChanges.reset();
    const news = await this.#log.catchUp();
    if (news === null) return false;
    if (news === 'replaced') {
      this.#deps.logger.warn({ session: nameInLog(this.row.id) }, 'log deleted or replaced; room ended');
      this.terminate();
      return true;
    }
    this.#clock.reach(this.#log.lastAt);
    this.players.follow(news);
    this.#publish(news.events);
    return true;
  }

  #publish(events: readonly SessionEvent[]): void {
    if (events.length === 0) return;
    this.players.publish(events);
    this.observers.publish(events);
    this.#bots.follow(events);
    const last = events.at(-1)!;
    if (last.type !== 'finished') return;
    const { reason } = last;
    const session = nameInLog(this.row.id);
    this.#deps.logger.info({ session, reason, players: this.state.players.length }, 'session finished');
  }

  #nextTime(): number {
    return Math.min(nextDueAt(this.state) ?? Infinity, this.players.nextOfflineAt);
  }

  /** Sets the room's one timer: for the session's next step, or the end of a player's grace period. */
  #schedule(): void {
    this.#cancelTimer();
    const time = Math.max(this.#nextTime(), this.#notBefore);
    if (time === Infinity || this.#isDisposed) return;
    this.#cancelTimer = this.#clock.at(time, () => {
      this.#clockWatch.check();
      this.players.reportOffline();
      this.submit({ type: 'tick' }, () => {});
    });
  }

  #presenceChanged(): void {
    if (!this.#isRunning) this.#schedule();
  }
}
