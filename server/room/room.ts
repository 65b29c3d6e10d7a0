/** One live session: its log, its queue, its one timer. Decides, appends, applies, publishes. */
import type { Logger } from 'pino';
import type { Command } from '../../shared/session/command.ts';
import { nextDueAt } from '../../shared/session/schedule.ts';
import type { Decision } from '../../shared/session/rules/draft.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { refuse, type Reply } from '../../shared/session/reply.ts';
import type { State } from '../../shared/session/state.ts';
import { Bots } from './bots.ts';
import { RoomClock, type Clock } from '../lib/clock.ts';
import { PlayerConnections } from './player-connections.ts';
import { decideBatch, type PendingCommand } from './decide-batch.ts';
import { nameInLog } from '../lib/keys.ts';
import { RemoteChanges } from './log-poller.ts';
import { SessionLog } from './session-log.ts';
import { codeLife, StoreUnavailable, type Seat, type SessionRow, type Store } from '../store/port.ts';
import { Observers } from './observers.ts';

/** How often a command is decided again after another server won. */
const tries = 3;

export interface RoomDeps {
  store: Store;
  clock: Clock;
  log: Logger;
  /** numbers from 0 to 1, as `Math.random` gives them */
  random: () => number;
  /** The store can no longer be trusted: nothing more is acknowledged. */
  fail: (error: unknown) => void;
}

export class Room {
  readonly phones: PlayerConnections;
  readonly watchers: Observers;
  readonly #deps: RoomDeps;
  readonly #clock: RoomClock;
  readonly #bots: Bots;
  readonly #log: SessionLog;
  #queue: PendingCommand[] = [];
  #running = false;
  #cancelTimer: () => void = () => {};
  readonly #lookout: RemoteChanges;
  /** whether the store has not answered since it was asked last */
  #isCut = false;
  #closed = false;

  private constructor(log: SessionLog, deps: RoomDeps) {
    this.#log = log;
    this.#deps = deps;
    this.#clock = new RoomClock(deps.clock, log.lastAt);
    this.phones = new PlayerConnections(this, this.#clock);
    this.watchers = new Observers(this, deps.store, this.#clock, (error) => this.#fail(error));
    this.#bots = new Bots(this, this.#clock, deps.random);
    this.#lookout = new RemoteChanges(log.row.id, deps.store, this.#clock, () => this.#wake());
  }

  /**
   * A room as its log has it. What a restart of the server means for it is decided first.
   *
   * @throws `StoreUnavailable` where the store does not answer
   */
  static async load(row: SessionRow, deps: RoomDeps): Promise<Room> {
    const room = new Room(await SessionLog.load(row, deps.store), deps);
    await room.send({ type: 'restarted' });
    if (room.#isCut) {
      room.close();
      throw new StoreUnavailable('a room could not be brought back');
    }
    room.phones.expect();
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

  /** The player whose seat a key is, or null. */
  seatOf(keyHash: string): number | null {
    return this.#log.seatOf(keyHash);
  }

  /** Queues a command. The answer comes when what it did is durable, and before anything is published. */
  submit(command: Command, answer: (reply: Reply) => void, keyHash: string | null = null): void {
    this.#queue.push({ command, keyHash, answer });
    this.#wake();
  }

  send(command: Command, keyHash: string | null = null): Promise<Reply> {
    return new Promise((answer) => this.submit(command, answer, keyHash));
  }

  /** Whether nobody is connected and nothing will happen by itself. */
  get isIdle(): boolean {
    const isAlone = this.phones.isEmpty && this.watchers.isEmpty;
    return isAlone && !this.#running && !this.#bots.arePlaying && this.#nextTime() === Infinity;
  }

  /** From when on the code no longer leads here. */
  get goodUntil(): number {
    if (this.#closed) return -Infinity;
    return this.#log.lastAt + codeLife[this.state.phase === 'finished' ? 'finished' : 'unfinished'];
  }

  /** Ends all timers. The room is not used afterwards. */
  close(): void {
    this.#closed = true;
    this.#cancelTimer();
    this.#lookout.stop();
    this.#bots.stop();
    this.phones.stop();
    this.watchers.stop();
  }

  /** Decides and writes what waits, and ends all timers. */
  async finish(): Promise<void> {
    if (this.#running && !this.#closed) await this.send({ type: 'tick' });
    this.close();
  }

  /** The session was deleted: whoever is connected is not any more, and finds no room when it comes back. */
  end(): void {
    this.close();
    this.phones.disconnect();
    this.watchers.disconnect();
  }

  #wake(): void {
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (!this.#closed) {
        if (this.#isCut) await this.#goOn();
        else if (this.#queue.length > 0) await this.#work(this.#queue.splice(0));
        else if (this.#lookout.mayExistAfter(this.state.seq)) await this.#catchUp();
        else break;
      }
      this.#schedule();
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#putOff(this.#queue.splice(0));
      else this.#fail(error);
    } finally {
      this.#running = false;
    }
  }

  /** The store does not answer. The next hint, look or command finds out whether it does again. */
  #putOff(batch: readonly PendingCommand[]): void {
    this.#isCut = true;
    this.#refuse(batch);
  }

  /**
   * Reads before anything is decided again: what was not answered may be written. To whoever could not play meanwhile
   * this is what a restart of the server is.
   */
  async #goOn(): Promise<void> {
    await this.#catchUp();
    this.#isCut = false;
    this.#queue.unshift({ command: { type: 'restarted' }, keyHash: null, answer: () => {} });
  }

  #refuse(batch: readonly PendingCommand[]): void {
    const reply = refuse('try_again', 'The server is busy. This is sent again by itself.');
    for (const { answer } of batch) answer(reply);
  }

  #fail(error: unknown): void {
    this.close();
    this.#deps.fail(error);
  }

  async #work(batch: readonly PendingCommand[]): Promise<void> {
    try {
      if (!(await this.#settle(batch))) this.#refuse(batch);
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#putOff(batch);
      throw error;
    }
  }

  /**
   * Decides all that waits, and writes it in one transaction.
   *
   * @returns false where other servers were quicker each time
   */
  async #settle(batch: readonly PendingCommand[]): Promise<boolean> {
    for (let attempt = 1; attempt <= tries && !this.#closed; attempt++) {
      const { decisions, seats } = this.#decide(batch);
      const events = decisions.flatMap((decision) => decision.events);
      if (await this.#write(events, seats, decisions.at(-1)!.state)) {
        for (const seat of seats) this.phones.seat(seat);
        batch.forEach((waiting, index) => this.#answer(waiting, decisions[index]!));
        this.#publish(events);
        return true;
      }
    }
    return false;
  }

  #decide(batch: readonly PendingCommand[]): ReturnType<typeof decideBatch> {
    return decideBatch(batch, {
      state: this.state,
      context: { now: this.#clock.now(), secret: this.row.secret },
      seatOf: (keyHash) => this.seatOf(keyHash),
      failed: (error, { type }) => {
        const session = nameInLog(this.row.id);
        this.#deps.log.error({ err: error, session, command: type }, 'a command failed');
      },
    });
  }

  /** What goes on waits again, behind what others have asked in the meantime. */
  #answer(waiting: PendingCommand, { isPartial, reply }: Decision): void {
    if (isPartial) this.#queue.push(waiting);
    else waiting.answer(reply);
  }

  /**
   * Writes what was decided. Where that is nothing it looks whether it was decided on the newest state: nobody is
   * refused for what only this server does not know yet.
   *
   * @returns false where another server had written something first, which is known now
   */
  async #write(events: readonly SessionEvent[], seats: readonly Seat[], state: State): Promise<boolean> {
    if (events.length === 0) return !(await this.#catchUp());
    const written = await this.#log.write(events, seats, state);
    if (!written) await this.#catchUp();
    return written;
  }

  /**
   * Publishes what another server has written, be it that there is nothing any more.
   *
   * @returns whether there was anything
   */
  async #catchUp(): Promise<boolean> {
    this.#lookout.rest();
    const news = await this.#log.catchUp();
    if (news === null) return this.#isDeleted();
    this.#clock.reach(this.#log.lastAt);
    this.phones.follow(news);
    this.#publish(news.events);
    return true;
  }

  async #isDeleted(): Promise<boolean> {
    if ((await this.#deps.store.session(this.row.id)) !== null) return false;
    this.end();
    return true;
  }

  #publish(events: readonly SessionEvent[]): void {
    if (events.length === 0) return;
    this.phones.publish(events);
    this.watchers.publish(events);
    this.#bots.follow(events);
    for (const event of events) if (event.type === 'finished') this.#logEnd(event.reason);
  }

  #logEnd(reason: string): void {
    const { players } = this.state;
    const session = nameInLog(this.row.id);
    this.#deps.log.info({ session, reason, players: players.length }, 'a session has finished');
  }

  #nextTime(): number {
    return Math.min(nextDueAt(this.state) ?? Infinity, this.phones.nextAbsence());
  }

  /** The room's one timer: the session's own, or the moment at which a phone counts as gone. */
  #schedule(): void {
    this.#cancelTimer();
    const time = this.#nextTime();
    if (time === Infinity || this.#closed) return;
    this.#cancelTimer = this.#clock.at(time, () => {
      this.phones.reportOffline();
      this.submit({ type: 'tick' }, () => {});
    });
  }

  /** A phone came or went: the timer may have to change. */
  presenceChanged(): void {
    if (!this.#running) this.#schedule();
  }
}
