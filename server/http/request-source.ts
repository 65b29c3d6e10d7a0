/** Cross-site request forgery protection: calls that change something come from the server's own pages or from programs. */
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { refuse, type Refusal } from '../../shared/session/result.ts';

/** Whether pages of an origin are the server's own, given the request's host. */
export type IsOwnOrigin = (origin: string, host: string | undefined) => boolean;

const foreignPageInLog =
  'page of another host refused; if it is a page of this game, let the proxy pass the Host header on, or set PUBLIC_URL';

/**
 * Logs the first page of another host: it may be the server's own, behind a proxy that hides its host.
 *
 * @param publicUrl what PUBLIC_URL says: its pages are the server's own even where a proxy changes the host
 */
export function ownOrigins(publicUrl: string | null, logger: Logger): IsOwnOrigin {
  const publicHost = publicUrl === null ? undefined : new URL(publicUrl).host;
  let isLogged = false;
  return (origin, host) => {
    const isOwn = [host, publicHost].includes(URL.canParse(origin) ? new URL(origin).host : '');
    if (!isOwn && !isLogged) logger.warn({ origin: origin.slice(0, 200), host }, foreignPageInLog);
    isLogged ||= !isOwn;
    return isOwn;
  };
}

/** Methods that change nothing (RFC 9110, 9.2.1). */
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

const foreignPage = refuse(
  'foreign_origin',
  'A page of another site may not do this. If this is the right page, set PUBLIC_URL to its address.',
);
const notJson = refuse('not_json', 'The body has to be JSON, with Content-Type: application/json.');

/**
 * Refuses calls that change something where the browser says that a page of another site makes them. Browsers send
 * `Sec-Fetch-Site` over HTTPS and on localhost alone, and `Origin` everywhere; programs send neither. A body that is
 * not declared as JSON is refused too: forms of other sites can send no other kind without asking first.
 */
export function requireOwnPage(
  isOwnOrigin: IsOwnOrigin,
  fail: (response: Response, refusal: Refusal) => void,
): RequestHandler {
  return (request, response, next) => {
    if (safeMethods.has(request.method)) return next();
    const { origin, host, 'sec-fetch-site': site = 'none' } = request.headers;
    const isForeign = origin !== undefined && !isOwnOrigin(origin, host);
    if (isForeign || !['none', 'same-origin'].includes(site as string)) return fail(response, foreignPage);
    const hasBody = request.headers['content-length'] !== '0' && request.is('json') !== null;
    if (hasBody && !request.is('json')) return fail(response, notJson);
    next();
  };
}
