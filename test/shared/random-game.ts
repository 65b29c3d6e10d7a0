/** Generator of random games: joins, leaves, kicks, drop-outs, pauses, late and wrong turns. */
import fc from 'fast-check';
import type { Command } from '../../shared/session/command.ts';
import type { Config } from '../../shared/session/config.ts';
import { Classroom } from '../support/session/classroom.ts';

const config: fc.Arbitrary<Partial<Config>> = fc.record({
  play: fc.constantFrom('relay', 'teams', 'everyone'),
  teams: fc.integer({ min: 2, max: 8 }),
  start: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
  textLength: fc.integer({ min: 1, max: 12 }),
  rounds: fc.integer({ min: 1, max: 8 }),
  handRounds: fc.option(fc.integer({ min: 0, max: 8 }), { freq: 2, nil: null }),
  regime: fc.constantFrom({ kind: 'replace' }, { kind: 'accumulate' }, { kind: 'mix', fresh: 0.2 }),
  writing: fc.constantFrom('throw', 'throw', 'type'),
  turnSeconds: fc.option(fc.integer({ min: 3, max: 30 }), { freq: 8, nil: null }),
  pace: fc.constantFrom('auto', 'auto', 'manual'),
  names: fc.constantFrom('generated', 'free'),
  lateJoin: fc.boolean(),
});

/** What somebody does next; numbers are taken modulo what there is. */
type Move = { what: (typeof moves)[number]; who: number; how: number };
const moves = [
  ...['play', 'play', 'play', 'playAll', 'playAll', 'wait', 'wait', 'wait', 'time'],
  ...['join', 'leave', 'leave', 'return', 'kick', 'late', 'nonsense', 'again'],
  ...['pause', 'resume', 'resume', 'advance', 'open', 'lock', 'forecast', 'restart', 'reveal'],
] as const;
const move: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom(...moves),
  who: fc.nat(60),
  how: fc.nat(60),
});

/** Plays the game, with some of its config changed; `check` sees it after each command. */
type Play = (
  change?: Partial<Config>,
  check?: (room: Classroom, command: Command) => void,
  own?: { isSealed?: false; isSpent?: () => boolean },
) => Classroom;

/** Which players' devices reveal their bytes at the start, by a bit each; null: none has sealed any. */
const reveals = fc.option(fc.nat(), { nil: null });

function makeMove(room: Classroom, { what, who, how }: Move): void {
  const player = 1 + (who % room.state.players.length);
  const step = room.state.phase === 'lobby' ? null : room.game.step;
  const round = step?.round ?? 0;
  const past = who % (round + 1);
  switch (what) {
    case 'play':
      return void room.play(player);
    case 'playAll':
      return void room.playStep();
    case 'wait':
      return void room.wait();
    case 'time':
      room.now += how * 250;
      return void room.send({ type: 'tick' });
    case 'join':
      return void room.send({ type: 'join', player: null, name: `New ${who}` });
    case 'leave':
    case 'return':
      return void room.send({ type: what === 'leave' ? 'offline' : 'online', player });
    case 'kick':
      return how % 4 === 0 ? void room.send({ type: 'kick', player }) : undefined;
    case 'late':
      return void room.send({ type: 'generate', player, rollout: how, round: past, tokens: '01' });
    case 'nonsense':
      return void room.send({ type: 'refit', player: who, rollout: how * 1000, round: how - 30, ones: NaN });
    case 'again':
      return void room.send({ type: 'join', player });
    case 'pause':
      return how % 3 === 0 ? void room.send({ type: 'pause' }) : undefined;
    case 'resume':
      return void room.send({ type: 'resume' });
    case 'advance':
      return void room.send({ type: 'advance', round, step: how % 2 ? 'generate' : 'refit' });
    case 'open':
      return void room.send({ type: 'advance', round: round + 1, step: null });
    case 'lock':
      return void room.send({ type: 'lock', locked: how % 2 === 0 });
    case 'forecast':
      return void room.send({ type: 'forecast', player, round: how, pole: 1 });
    case 'reveal':
      return void room.reveal(player);
    case 'restart':
      return void room.send({ type: 'restarted' });
    default:
      return what satisfies never;
  }
}

const players = fc.integer({ min: 1, max: 40 });
const script = fc.array(move, { maxLength: 120, size: 'max' });

/** Holds a property of so many random games, each as `play` plays it and with another draw. */
export function forGames<T = number>(
  numRuns: number,
  holds: (play: Play, draw: T) => void,
  draws: fc.Arbitrary<T> = fc.nat() as fc.Arbitrary<T & number>,
): void {
  const property = fc.property(config, players, script, draws, reveals, (setUp, count, moves, draw, bits) => {
    const play: Play = (change, check, own) => {
      const room = new Classroom({ ...setUp, ...change }, { isSealed: bits !== null, ...own });
      const send = room.send.bind(room);
      room.send = (command) => {
        const reply = send(command);
        check?.(room, command);
        return reply;
      };
      room.join(count).send({ type: 'start' });
      const devices = Array.from({ length: bits === null ? 0 : count }, (_, index) => index + 1);
      for (const player of devices) if (((bits ?? 0) >> (player % 31)) % 2 === 1) room.reveal(player);
      for (const one of moves) makeMove(room, one);
      return room;
    };
    holds(play, draw);
  });
  fc.assert(property, { numRuns });
}
