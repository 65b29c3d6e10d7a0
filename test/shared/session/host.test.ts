/** The host's commands: given these events, when this command, then these events. */
import { describe, expect, test } from 'vitest';
import type { HostCommand } from '../../../shared/session/command.ts';
import { Classroom } from '../../support/session/classroom.ts';

describe('the start', () => {
  test('[S1] relay has one rollout, everyone one for each who is here', () => {
    expect(new Classroom({ play: 'relay' }).start(3).game.rollouts).toHaveLength(1);
    const room = new Classroom().join(3);
    room.send({ type: 'offline', player: 2 });
    const started = { type: 'started', rollouts: 2, teams: null, owners: [1, 3] };
    expect(room.events({ type: 'start' })[0]).toEqual(started);
  });

  test('[S1][S2] teams are dealt by the index among all seated, and are never more than those', () => {
    const room = new Classroom({ play: 'teams', teams: 4 }).join(4);
    room.send({ type: 'kick', player: 1 });
    room.send({ type: 'offline', player: 2 });
    expect(room.events({ type: 'start' })[0]).toMatchObject({ rollouts: 3, teams: [[2], [3], [4]] });
    const two = new Classroom({ play: 'teams', teams: 2 }).start(5);
    expect(two.state.players.map(({ team }) => team)).toEqual([0, 1, 0, 1, 0]);
  });

  test('[S3] with nobody here nothing starts', () => {
    const room = new Classroom();
    expect(room.code({ type: 'start' })).toBe('nobody_here');
    room.join(1).send({ type: 'offline', player: 1 });
    expect(room.code({ type: 'start' })).toBe('nobody_here');
  });
});

describe('the host', () => {
  function sendTwice(room: Classroom, command: HostCommand): void {
    expect(room.code(command)).toBe('ok');
    const { state } = room;
    expect(room.code(command)).toBe('ok');
    expect(room.state).toBe(state);
  }

  test.each<HostCommand>([
    { type: 'configure', config: { rounds: 7 } },
    { type: 'lock', locked: true },
    { type: 'bots', count: 3 },
    { type: 'kick', player: 1 },
    { type: 'start' },
  ])('[H1] $type twice in the lobby is granted and changes nothing more', (command) =>
    sendTwice(new Classroom().join(2), command),
  );

  test.each<HostCommand>([
    { type: 'pause' },
    { type: 'advance', round: 0, step: 'generate' },
    { type: 'fast_forward' },
    { type: 'stop' },
    { type: 'kick', player: 1 },
  ])('[H1] $type twice in play is granted and changes nothing more', (command) =>
    sendTwice(new Classroom().start(4), command),
  );

  test('[H2] the regime is replaced whole, the rest stays, and after the start all of it', () => {
    const room = new Classroom({ regime: { kind: 'mix', fresh: 0.1 } }).join(1);
    room.send({ type: 'configure', config: { regime: { kind: 'replace' }, rounds: 9 } });
    expect(room.state.config).toMatchObject({ regime: { kind: 'replace' }, rounds: 9, textLength: 10 });
    room.send({ type: 'start' });
    expect(room.code({ type: 'configure', config: { rounds: 8 } })).toBe('wrong_phase');
  });

  test('[H3] advance closes the named step; what is past is granted, what is to come is not', () => {
    const room = new Classroom({ pace: 'manual' }).start(2);
    expect(room.code({ type: 'advance', round: 0, step: 'refit' })).toBe('wrong_phase');
    expect(room.code({ type: 'advance', round: 1, step: null })).toBe('wrong_phase');
    expect(room.code({ type: 'advance', round: 0, step: null })).toBe('ok');
    expect(room.game.step!.left).toBe(2);
    room.send({ type: 'advance', round: 0, step: 'generate' });
    expect(room.game.step!.left).toBe(0);
    room.wait();
    expect(room.code({ type: 'advance', round: 0, step: 'generate' })).toBe('ok');
    expect(room.game.step!.left).toBe(2);
  });

  test('[H4] fast forward plays all that is left, paused or not; stop leaves it', () => {
    const config = { rounds: 5, handRounds: null };
    const linesOf = ({ game }: Classroom) => game.rollouts.map(({ line }) => line);
    const expected = linesOf(new Classroom(config).start(3).playOn());
    const room = new Classroom(config).start(3);
    room.play(1);
    room.send({ type: 'pause' });
    room.send({ type: 'fast_forward' });
    expect(room.state).toMatchObject({ phase: 'finished', reason: 'fast_forward' });
    expect(linesOf(room)).toEqual(expected);
    const stopped = new Classroom(config).start(3);
    stopped.send({ type: 'stop' });
    expect(stopped.state).toMatchObject({ phase: 'finished', reason: 'stopped' });
    expect(stopped.game.rollouts[0]!.line).toHaveLength(1);
  });

  test('[H5] bots come and go until there are as many as asked for', () => {
    const room = new Classroom().join(1);
    room.send({ type: 'bots', count: 5 });
    expect(room.state.players.filter(({ bot }) => bot)).toHaveLength(5);
    const left = room.events({ type: 'bots', count: 3 });
    expect(left).toEqual([5, 6].map((player) => ({ type: 'kicked', player })));
    expect(room.code({ type: 'bots', count: 250 })).toBe('bad_request');
    room.send({ type: 'start' });
    expect(room.code({ type: 'bots', count: 9 })).toBe('wrong_phase');
  });

  test('[H6] after the end the endings are granted, all else is too late', () => {
    const room = new Classroom({ rounds: 1 }).start(1).playOn();
    for (const type of ['start', 'stop', 'fast_forward'] as const) expect(room.code({ type })).toBe('ok');
    for (const type of ['pause', 'resume'] as const) expect(room.code({ type })).toBe('wrong_phase');
    expect(room.code({ type: 'lock', locked: false })).toBe('wrong_phase');
    expect(room.code({ type: 'kick', player: 1 })).toBe('wrong_phase');
    expect(room.code({ type: 'advance', round: 0, step: 'refit' })).toBe('wrong_phase');
  });

  test('[H7] a locked game takes nobody new, and those who are seated play on', () => {
    const room = new Classroom().start(2);
    room.send({ type: 'lock', locked: true });
    expect(room.code({ type: 'join', player: null })).toBe('room_locked');
    expect(room.play(1)).toEqual({ ok: true });
    room.send({ type: 'lock', locked: false });
    expect(room.code({ type: 'join', player: null })).toBe('ok');
  });
});
