/** A room with everybody in it, at any stage of a game. Its clock has to stand still. */
import type { Config } from '../../../shared/session/config.ts';
import type { Turn } from '../../../shared/view/views.ts';
import type { CreatedSession } from '../../../shared/wire/http.ts';
import { played } from '../../support/turn-message.ts';
import type { TestServer } from '../../support/server.ts';
import { newKey, Phone, type AdmittedClient, type Host } from '../../support/clients.ts';

export interface Scene {
  session: CreatedSession;
  /** who has a line, by role */
  guests: Record<string, AdmittedClient>;
  /** what each role shows at the handshake */
  credentials: Record<string, { role: string; key?: string }>;
  /** the turn that the seated phone has, if it has one */
  turn: Turn | undefined;
  host: Host;
}

/** A relay of two phones: the first one writes, the second one trains. */
const relay: Partial<Config> = { play: 'relay', rounds: 3, handRounds: null, turnSeconds: null };

/** What a stage's game is set to beside that, what the host says to get there, and which phone is looked at. */
interface Stage {
  config?: Partial<Config>;
  emits: string[];
  /** the first phone writes its text, too */
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
export async function setScene(server: TestServer, stage: string): Promise<Scene> {
  const { config, emits, isWritten = false, seated = 'first' } = stages[stage]!;
  const session = await server.create({ ...relay, ...config });
  const host = await server.host(session);
  const [first, second, kicked] = [
    await server.phone(session),
    await server.phone(session),
    await server.phone(session),
  ];
  const unseated = await new Phone(server.url, session.code).connected();
  first.plays = isWritten;
  second.plays = false;
  await host.ask('kick', { player: 3 });
  for (const emit of emits) await host.ask(emit);
  if (isWritten) await second.until(() => second.view.turns.length > 0);
  const phone = { first, second }[seated];
  if (stage.startsWith('own')) await phone.until(() => phone.view.turns.length > 0);
  return {
    session,
    host,
    guests: { unseated, seated: phone, board: await server.board(session), host },
    credentials: {
      unseated: { role: 'player', key: newKey() },
      seated: { role: 'player', key: phone.key },
      kicked: { role: 'player', key: kicked.key },
      board: { role: 'board' },
      host: { role: 'host', key: session.hostKey },
      nobody: { role: 'host', key: newKey() },
    },
    turn: phone.view.turns[0],
  };
}

/** What each call says in a scene: what its caller may well say then, if it may say it at all. */
export function payloadsIn({ turn }: Scene): Record<string, object | undefined> {
  const own = turn && played(turn);
  return {
    join: {},
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
