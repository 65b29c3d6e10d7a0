/** HTTP calls to a server or the proxy in front of it. */
import type { CreatedSession, Replay } from '../../shared/wire/http.ts';

export function postSession(url: string, body: unknown, own: Record<string, string> = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...own };
  return fetch(`${url}/api/sessions`, { method: 'POST', headers, body: JSON.stringify(body) });
}

export async function createSession(...call: Parameters<typeof postSession>): Promise<CreatedSession> {
  return (await (await postSession(...call)).json()) as CreatedSession;
}

/** @param hostKey null for what anyone is shown after the end */
export async function fetchReplay(url: string, id: string, hostKey: string | null = null): Promise<Replay> {
  const headers: Record<string, string> = hostKey === null ? {} : bearer(hostKey);
  return (await (await fetch(`${url}/api/sessions/${id}`, { headers })).json()) as Replay;
}

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** The status and the code of a refusal, and its path where it has one. */
export async function errorOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { code: string; path?: string } };
  return [response.status, error.code, ...(error.path === undefined ? [] : [`at ${error.path}`])].join(' ');
}

/** What `/metrics` says: the value under a name with its labels, or null where there is none. */
export async function metricsAt(url: string): Promise<(name: string) => number | null> {
  const response = await fetch(`${url}/metrics`);
  const lines = response.ok ? (await response.text()).split('\n') : [];
  return (name) => {
    const line = lines.find((one) => one.startsWith(`${name} `));
    return line === undefined ? null : Number(line.slice(name.length));
  };
}
