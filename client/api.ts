/** The calls over HTTP, each answered by a value or by a failure in words. */
import type { Config } from '../shared/session/config.ts';
import type { SessionEvent } from '../shared/session/event.ts';
import { refuse, type Failure, type Refusal } from '../shared/session/reply.ts';
import type { State } from '../shared/session/state.ts';

const unanswered = refuse('try_again', 'The server did not answer. Check the network and try again.');

export type Answer<T> = { ok: true; value: T } | Refusal;

export interface CreatedSession {
  id: string;
  code: string;
  hostKey: string;
  config: Config;
  commitment: string;
  links: { join: string; host: string; board: string; replay: string };
}

export interface Room {
  code: string;
  id: string;
  phase: State['phase'];
  locked: boolean;
  /** how many are here */
  players: number;
  title: string;
}

export interface ReplayData {
  version: 1;
  id: string;
  title: string;
  config: Config;
  commitment: string;
  /** missing before the end */
  secret?: string;
  createdAt: number;
  finishedAt: number | null;
  events: SessionEvent[];
}

export function createSession(body: {
  title?: string;
  config?: Partial<Config>;
}): Promise<Answer<CreatedSession>> {
  return call('/api/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export function fetchRoom(code: string): Promise<Answer<Room>> {
  return call(`/api/rooms/${encodeURIComponent(code)}`);
}

/** A session as it was played; one that has not finished only with its host key. */
export function fetchReplay(id: string, hostKey?: string): Promise<Answer<ReplayData>> {
  const headers: HeadersInit = hostKey ? { authorization: `Bearer ${hostKey}` } : {};
  return call(`/api/sessions/${encodeURIComponent(id)}`, { headers });
}

async function call<T>(path: string, init?: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(path, init);
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, value: body as T };
    const { error } = body as { error?: Failure };
    return error ? { ok: false, error } : unanswered;
  } catch {
    return unanswered;
  }
}
