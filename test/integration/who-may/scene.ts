/** A room with every role in it, at any stage of a game, on a stopped clock. */
import type { Config } from '../../../shared/session/config.ts';
import { messageFor } from '../../support/session/turn-message.ts';
import type { TestServer } from '../../support/server.ts';
import { newKey, type Client } from '../../support/clients.ts';

export type Scene = Awaited<ReturnType<typeof setScene>>;

/** A relay of two students: the first one writes, the second one trains. */
const relay: Partial<Config> = { play: 'relay', rounds: 3, handRounds: null, turnSeconds: null };

/** What a stage's game is set to beside that, what the host says to get there, and which student is looked at. */
interface Stage {
  config?: Partial<Config>;
  emits: string[];
  /** the first student writes its text, too */
  isWritten?: boolean;
  seated?: 'first' | 'second';
}

const stages: Record<string, Stage> = {
  lobby: { emits: [] },
  playing: { emits: ['start'] },
  'own text': { emits: ['start'] },
  'own refit': { emits: ['start'], isWritten: true, seated: 'second' },
  "another's turn": { emits: ['start'], seated: 'second' },
  watching: { emits: ['start'], config: { handRounds: 0 } },
  paused: { emits: ['start', 'pause'] },
  finished: { emits: ['start', 'fast_forward'] },
};

/** @param stage a column of docs/who-may.md */
export async function setScene(server: TestServer, stage: string) {
  const { config, emits, isWritten = false, seated = 'first' } = stages[stage]!;
  const { session, host } = await server.classOf(0, { ...relay, ...config });
  const first = await server.student(session);
  const second = await server.student(session);
  const kicked = await server.student(session);
  const unseated = await server.stranger(session);
  first.plays = isWritten;
  second.plays = false;
  await host.ask('kick', { player: 3 });
  for (const emit of emits) await host.ask(emit);
  if (isWritten) await second.dealt();
  const student = { first, second }[seated];
  if (stage.startsWith('own')) await student.dealt();
  const board = await server.board(session);
  /** Who has a line, by role. */
  const clients: Record<string, Client> = { unseated, seated: student, board, host };
  /** What each role shows at the handshake. */
  const credentials: Record<string, { role: string; key?: string }> = {
    unseated: { role: 'player', key: newKey() },
    seated: { role: 'player', key: student.key },
    kicked: { role: 'player', key: kicked.key },
    board: { role: 'board' },
    host: { role: 'host', key: session.hostKey },
    nobody: { role: 'host', key: newKey() },
  };
  return { session, host, clients, credentials, turn: student.view.turns[0] };
}

/** What each call says in a scene: what its caller may well say then, if it may say it at all. */
export function payloadsIn({ turn }: Scene): Record<string, object | undefined> {
  const own = turn && messageFor(turn);
  return {
    join: {},
    reveal: { bytes: '0'.repeat(32) },
    forecast: { round: 1, pole: 0 },
    generate: own?.name === 'generate' ? own.payload : { rollout: 0, round: 0, tokens: '0'.repeat(10) },
    refit: own?.name === 'refit' ? own.payload : { rollout: 0, round: 0, ones: 0 },
    configure: { config: { rounds: 5 } },
    start: undefined,
    pause: undefined,
    resume: undefined,
    advance: { round: 0, step: 'generate' },
    fast_forward: undefined,
    stop: undefined,
    lock: { locked: true },
    kick: { player: 1 },
    bots: { count: 1 },
    tail: { after: 0 },
  };
}
