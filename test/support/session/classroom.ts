/** In-memory session: commands, a virtual clock, and the log. */
import { defaultConfig, type Config } from '../../../shared/session/config.ts';
import type { Command } from '../../../shared/session/command.ts';
import { createSession, decide } from '../../../shared/session/rules/decide.ts';
import { nextDueAt } from '../../../shared/session/schedule.ts';
import type { EventBody, SessionEvent } from '../../../shared/session/event.ts';
import { evolve } from '../../../shared/session/evolve.ts';
import type { Result } from '../../../shared/session/result.ts';
import { sealOf } from '../../../shared/session/secret.ts';
import type { Started, State } from '../../../shared/session/state.ts';
import { views, type Turn, type View } from '../../../shared/view/views.ts';
import { commandFor } from './turn-message.ts';

export const secret = '00112233445566778899aabbccddeeff';

/** The bytes of a player's device, 32 hex characters. */
export const bytesOf = (player: number): string => player.toString(16).padStart(32, 'b');

interface Options {
  secret?: string;
  /** whether the server drew the secret and devices seal bytes of their own */
  isSealed?: boolean;
  /** whether a decision has taken its time, asked before each turn of the server; no decision has by default */
  isSpent?: (() => boolean) | undefined;
}

export class Classroom {
  state: State;
  now = 1_000_000;
  readonly log: SessionEvent[];
  readonly #secret: string;
  readonly #isSealed: boolean;
  readonly #isSpent: (() => boolean) | undefined;
  /** how many decisions were partial */
  parts = 0;

  constructor(
    config: Partial<Config> = {},
    { secret: own = secret, isSealed = false, isSpent }: Options = {},
  ) {
    this.#secret = own;
    this.#isSealed = isSealed;
    this.#isSpent = isSpent;
    const session = { title: 'Test', code: 'BCDFG', secret: own, secretGiven: !isSealed };
    const created = createSession({ ...session, config: { ...defaultConfig, ...config } }, this.now);
    this.state = evolve(null, created);
    this.log = [created];
  }

  /** The game, once it has started. */
  get game(): Started {
    if (this.state.phase === 'lobby') throw new Error('not started');
    return this.state;
  }

  send(command: Command): Result {
    const reply = this.#decide(command, false);
    // what had no time after the command is due still
    while (this.#isSpent && (nextDueAt(this.state) ?? Infinity) <= this.now)
      this.#decide({ type: 'tick' }, false);
    return reply;
  }

  #decide(command: Command, isContinued: boolean): Result {
    const isFastForward = isContinued && command.type === 'fast_forward';
    const { now } = this;
    const context = {
      ...{ now, secret: this.#secret, isFastForward },
      ...(this.#isSpent && { isSpent: this.#isSpent }),
    };
    const { reply, isPartial, events, state } = decide(this.state, command, context);
    this.state = state;
    this.log.push(...events);
    if (isPartial) this.parts++;
    return isPartial ? this.#decide(command, true) : reply;
  }

  /** Sends a command and gives the events that it made, without place and time. */
  events(command: Command): EventBody[] {
    const before = this.log.length;
    this.send(command);
    return this.log.slice(before).map(({ seq: _, at: __, ...body }) => body);
  }

  /** The code of the error that a command gets, or 'ok'. */
  code(command: Command): string {
    const reply = this.send(command);
    return reply.ok ? 'ok' : reply.error.code;
  }

  join(count: number): this {
    for (let i = 0; i < count; i++) {
      const seal = this.#isSealed ? this.sealOf(this.state.players.length + 1) : undefined;
      this.send({ type: 'join', player: null, name: `Player ${i}`, seal });
    }
    return this;
  }

  /** Starts the game; sealed bytes are all revealed. */
  start(count: number): this {
    this.join(count).send({ type: 'start' });
    if (this.#isSealed) for (const { player } of this.state.players) this.reveal(player);
    return this;
  }

  sealOf(player: number): string {
    return sealOf(this.state.commitment, bytesOf(player));
  }

  reveal(player: number): Result {
    return this.send({ type: 'reveal', player, bytes: bytesOf(player) });
  }

  /** Turns the clock on to the next moment at which something happens by itself; false where nothing will. */
  wait(): boolean {
    const time = nextDueAt(this.state);
    if (time === null) return false;
    this.now = Math.max(this.now, time);
    this.send({ type: 'tick' });
    return true;
  }

  /** The same, for a step that is to come. */
  next(): this {
    this.wait();
    return this;
  }

  view(player: number | null): View {
    return views(this.state, { id: 'an-id', secret: this.#secret })(player, this.now);
  }

  turns(player: number): Turn[] {
    return this.view(player).turns;
  }

  /** Plays one open turn of a player as a device would. */
  play(player: number): Result | null {
    const [turn] = this.turns(player);
    return turn === undefined ? null : this.send(commandFor(turn, player));
  }

  /** Everybody plays all open turns of this step; the clock stands still. */
  playStep(): this {
    for (const { player } of this.state.players) while (this.play(player)?.ok);
    return this;
  }

  /** Plays on, everybody at once, until the session is finished or nothing happens by itself. */
  playOn(): this {
    do this.playStep();
    while (this.state.phase !== 'finished' && this.wait());
    return this;
  }
}
