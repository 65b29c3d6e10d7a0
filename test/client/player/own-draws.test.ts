/** A device's part in the draws, on an honest server and on ones that cheat. */
import { beforeEach, describe, expect, test } from 'vitest';
import { OwnDraws } from '../../../client/player/own-draws.ts';
import { sealOf } from '../../../shared/session/secret.ts';
import type { View } from '../../../shared/view/views.ts';
import { memoryStorage } from '../../support/playing-device.ts';
import { bytesOf, Classroom, secret } from '../../support/session/classroom.ts';

const careful = /^Careful: .* Tell your teacher\.$/;

let made = 0;
let device = { storage: memoryStorage(), randomHex: () => bytesOf(900 + ++made) };
const opened = () => new OwnDraws(device, 'BCDFG.draws');

const newDevice = () => (device = { ...device, storage: memoryStorage() });
beforeEach(newDevice);

/** A class of three, the first of whom holds this device; the view that it is shown can be falsified. */
class Game {
  readonly room: Classroom;
  draws = opened();
  /** what a cheating server makes of every view */
  falsify: (view: View) => View = (view) => view;

  constructor(config: ConstructorParameters<typeof Classroom>[0] = {}, own = secret) {
    this.room = new Classroom({ rounds: 2, handRounds: 1, ...config }, { secret: own, isSealed: true });
    this.room.send({ type: 'join', player: null, seal: this.draws.seal(this.room.view(null)) });
    this.room.join(2);
  }

  /** Shows the device the state as it is now, and does what it asks for. */
  show(): this {
    const call = this.draws.follow(this.falsify(this.room.view(1)));
    if (call?.name === 'reveal') this.room.send({ type: 'reveal', player: 1, ...call.payload });
    if (call?.name === 'join')
      this.room.send({ type: 'join', player: 1, seal: this.draws.seal(this.room.view(1)) });
    return this;
  }

  start(...others: number[]): this {
    this.room.send({ type: 'start' });
    this.show();
    for (const player of others) this.room.reveal(player);
    if (this.room.game.step === null) this.room.wait();
    return this;
  }

  playOn(): this {
    while (this.room.state.phase !== 'finished') {
      this.show();
      this.room.playStep().wait();
    }
    return this.show();
  }

  get sentence(): string | null {
    return this.draws.sentence(this.falsify(this.room.view(1)));
  }
}

describe('on an honest server', () => {
  test('a device whose bytes are in finds that nobody could choose', () => {
    const game = new Game().show().start(2, 3).playOn();
    expect(game.sentence).toBe(
      'Checked on this device: your bytes are in, and your turns follow from them. All 3 devices put their own random bytes in: nobody could choose the draws, unless all 3 and the server did it together.',
    );
    expect(game.draws.warning).toBe('');
  });

  test('it tells how many are missing, and does not vouch without its own bytes', () => {
    expect(new Game().start(3).playOn().sentence).toMatch(
      /2 in, 1 missing: at most 4 sets of draws to choose/,
    );
    newDevice();
    const asleep = new Game();
    asleep.room.send({ type: 'start' });
    for (const player of [2, 3]) asleep.room.reveal(player);
    asleep.room.wait();
    expect(asleep.playOn().sentence).toMatch(/^This device’s bytes are not in the draws/);
  });

  test('a page that is loaded again keeps its bytes, and what it has seen', () => {
    const game = new Game();
    game.draws = opened();
    game.start(2, 3);
    game.draws = opened();
    game.show();
    game.draws = opened();
    expect(game.playOn().sentence).toMatch(/^Checked on this device/);
  });

  test('a device that has lost its bytes in the lobby seals others', () => {
    const game = new Game();
    const before = game.room.state.players[0]!.seal;
    device.storage.remove('BCDFG.draws');
    game.show();
    expect(game.room.state.players[0]!.seal).not.toBe(before);
    expect(game.start(2, 3).playOn().sentence).toMatch(/^Checked on this device/);
  });

  test('a page that was opened before seals were known seals in the lobby', () => {
    const room = new Classroom({}, { isSealed: true });
    room.send({ type: 'join', player: null });
    const draws = opened();
    expect(draws.follow(room.view(1))).toEqual({ name: 'join', payload: {} });
    room.send({ type: 'join', player: 1, seal: draws.seal(room.view(1)) });
    expect(draws.follow(room.view(1))).toBeNull();
  });

  test('another session under the same code gets other bytes, and old ones are no alarm', () => {
    const seals = [new Game(), new Game({}, '11'.repeat(16))].map(({ room }) => room.state.players[0]!.seal);
    expect(seals[0]).not.toBe(seals[1]);
    const late = new Classroom({ rounds: 1 }, { secret: '22'.repeat(16), isSealed: true }).start(2);
    const draws = opened();
    expect(draws.seal(late.view(null))).toBeUndefined();
    late.send({ type: 'join', player: null });
    draws.follow(late.view(3));
    late.playOn();
    expect(draws.sentence(late.view(3))).toBe(
      'This device put nothing of its own into the draws, so it cannot vouch for them.',
    );
  });

  test('with a given secret it seals nothing and says so; where texts are typed it says nothing', () => {
    const room = new Classroom({ rounds: 1 }).start(1).playOn();
    expect(opened().seal(new Classroom().view(null))).toBeUndefined();
    expect(opened().sentence(room.view(1))).toMatch(/^The secret of these draws was given/);
    expect(new Game({ writing: 'type' }).start().playOn().sentence).toBeNull();
  });
});

describe('a server that cheats is found out', () => {
  /** The end of a game as it was, and as a server shows it. */
  const shown = (falsify: (view: View) => View) => {
    newDevice();
    const game = new Game().start(2, 3).playOn();
    game.falsify = falsify;
    return game.sentence;
  };
  const withDraws = (change: (draws: NonNullable<View['draws']>) => object) =>
    shown((view) => ({ ...view, draws: { ...view.draws!, ...change(view.draws!) } }));

  test('by another commitment, and by another secret', () => {
    expect(shown((view) => ({ ...view, commitment: 'f'.repeat(64) }))).toMatch(
      /the commitment is not the one/,
    );
    expect(withDraws(() => ({ secret: 'f'.repeat(32) }))).toMatch(/the secret is not the one/);
  });

  test('by bytes of this device that it leaves out', () => {
    const left = withDraws(({ revealed }) => ({
      revealed: revealed.slice(1),
      missing: [[1, sealOf(new Classroom().state.commitment, revealed[0]![1])]],
    }));
    expect(left).toMatch(/are not in the draws/);
  });

  test('by bytes that were not sealed: of a new player, of an old one, or twice', () => {
    const other = 'c'.repeat(32);
    const extra = withDraws(({ revealed }) => ({ revealed: [...revealed, [9, other]] }));
    const changed = withDraws(({ revealed }) => ({ revealed: revealed.with(2, [3, other]) }));
    const twice = withDraws(({ revealed }) => ({ revealed: [...revealed, revealed[1]] }));
    const noHex = withDraws(({ revealed }) => ({ revealed: revealed.with(1, [2, 'no hex']) }));
    for (const sentence of [extra, changed, twice, noHex])
      expect(sentence).toMatch(/fixed at the start is not/);
  });

  test('by a config, rollouts or owners other than those that the start had fixed', () => {
    const config = shown((view) => ({ ...view, config: { ...view.config, textLength: 11 } }));
    const rollouts = shown((view) => ({ ...view, class: { ...view.class, rollouts: 4 } }));
    const owners = withDraws(() => ({ owners: [2, 1, 3] }));
    for (const sentence of [config, rollouts, owners]) expect(sentence).toMatch(/fixed at the start is not/);
  });

  test('by a seed that does not follow from the bytes', () => {
    const game = new Game();
    game.falsify = (view) => ({
      ...view,
      turns: view.turns.map((turn) => (turn.step === 'generate' ? { ...turn, seed: 7 } : turn)),
    });
    expect(game.start(2, 3).playOn().sentence).toMatch(/a turn of yours does not follow/);
  });

  test('by a second start: bytes are revealed to the first alone, and the device warns at once', () => {
    const game = new Game();
    game.room.send({ type: 'start' });
    expect(game.draws.follow(game.room.view(1))).toMatchObject({ name: 'reveal' });
    const second = { ...game.room.view(1), fixed: 'f'.repeat(64) };
    expect(game.draws.follow(second)).toBeNull();
    expect(game.draws.warning).toMatch(careful);
    expect(opened().warning).toMatch(careful);
    game.start(2, 3).playOn();
    expect(game.sentence).toMatch(/two different starts/);
  });

  test('by a game that goes back to its lobby and starts again: new bytes are not sealed for it', () => {
    const game = new Game();
    const lobby = game.room.view(1);
    game.start(2, 3);
    for (const view of [lobby, { ...lobby, you: null }]) {
      expect(game.draws.follow(view)).toBeNull();
      expect(game.draws.seal(view)).toBeUndefined();
    }
  });

  test('by draws that it says have no bytes at all', () => {
    const game = new Game();
    game.falsify = ({ fixed: _, draws: __, ...view }) => view;
    expect(game.start(2, 3).playOn().sentence).toMatch(/are not in the draws/);
  });
});
