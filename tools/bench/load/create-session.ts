/** A room that is opened from one of this machine's addresses. */
import { request } from 'node:http';
import type { Config } from '../../../shared/session/config.ts';
import type { CreatedSession } from '../../../shared/wire/http.ts';

/** @param from an address of this machine: the limits count by address */
export function createSessionFrom(
  url: string,
  from: string,
  config: Partial<Config>,
): Promise<CreatedSession> {
  const body = JSON.stringify({ title: 'Under load', config });
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', localAddress: from, headers: { 'content-type': 'application/json' } };
    const call = request(`${url}/api/sessions`, options, async (response) => {
      const text = (await response.toArray()).join('');
      if (response.statusCode === 201) resolve(JSON.parse(text) as CreatedSession);
      else reject(new Error(`no room was opened: ${text}`));
    });
    call.on('error', reject).end(body);
  });
}
