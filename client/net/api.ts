/** Client of the HTTP API: each call resolves to a value or a refusal, and never rejects. */
import { refuse, type Result } from '../../shared/session/result.ts';
import type {
  About,
  CreatedSession,
  CreateSessionRequest,
  JoinAddresses,
  Replay,
  RoomSummary,
} from '../../shared/wire/http.ts';
import { pathTo } from './paths.ts';

const unanswered = refuse('try_again', 'The server did not answer. Check the network and try again.');

export type Answer<T> = Result<{ value: T }>;

export function createSession(request: CreateSessionRequest): Promise<Answer<CreatedSession>> {
  return call('api/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
}

export function fetchRoom(code: string): Promise<Answer<RoomSummary>> {
  return call(`api/rooms/${encodeURIComponent(code)}`);
}

/** A session as it was played; one that has not finished only with its host key. */
export function fetchReplay(id: string, hostKey?: string): Promise<Answer<Replay>> {
  return call(sessionUrl(id), hostKey === undefined ? {} : { headers: bearer(hostKey) });
}

/** Deletes a session for everybody. */
export function deleteSession(id: string, hostKey: string): Promise<Answer<null>> {
  return call(sessionUrl(id), { method: 'DELETE', headers: bearer(hostKey) });
}

export function fetchAbout(): Promise<Answer<About>> {
  return call('api/about');
}

/** Where devices may open the server, best first. */
export function fetchAddresses(): Promise<Answer<JoinAddresses>> {
  return call('api/addresses');
}

/** Files of a replay, by their ending. */
export type FileFormat = 'xlsx' | 'table.csv' | 'csv' | 'json' | 'py' | 'R';

/** The URL of a replay as a file. */
export function fileUrl(id: string, format: FileFormat, namesHidden: boolean): string {
  return pathTo(`${sessionUrl(id)}.${format}${namesHidden ? '?names=hidden' : ''}`);
}

/** A file as its host may see it; null where the server does not answer. */
export async function fetchFile(url: string, hostKey: string): Promise<Blob | null> {
  try {
    const response = await fetch(url, { headers: bearer(hostKey) });
    return response.ok ? await response.blob() : null;
  } catch {
    return null;
  }
}

const sessionUrl = (id: string) => `api/sessions/${encodeURIComponent(id)}`;
const bearer = (hostKey: string) => ({ authorization: `Bearer ${hostKey}` });

/** @param path as for `pathTo` */
async function call<T>(path: string, init?: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(pathTo(path), init);
    if (response.ok) return { ok: true, value: response.status === 204 ? null : await response.json() };
    const { error } = await response.json();
    return error ? { ok: false, error } : unanswered;
  } catch {
    return unanswered;
  }
}
