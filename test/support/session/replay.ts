/** Replay of an in-memory session, as exports and pages get it. */
import { commitmentOf } from '../../../shared/session/secret.ts';
import type { Replay } from '../../../shared/wire/http.ts';
import { secret, type Classroom } from './classroom.ts';

export function replayOf({ log, state: { config, title } }: Classroom): Replay {
  const common = { version: 1, id: 'an-id', createdAt: 0, finishedAt: 1 } as const;
  return { ...common, title, config, commitment: commitmentOf(secret), secret, events: log };
}
