/** HTTP API: creates, finds, exports and deletes sessions, and answers errors. */
import { constants } from 'node:zlib';
import compression from 'compression';
import express, {
  Router,
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Logger } from 'pino';
import { parseCreateSession } from '../../shared/wire/validate.ts';
import { defaultConfig } from '../../shared/session/config.ts';
import { refuse, type ErrorCode, type Refusal, type Result } from '../../shared/session/result.ts';
import { playersHere } from '../../shared/session/state.ts';
import { fileNameOf } from '../../shared/replay/filename.ts';
import type { About, CreatedSession, JoinAddresses, RoomSummary } from '../../shared/wire/http.ts';
import type { JoinAddress } from '../../shared/wire/join-address.ts';
import { parseCode } from '../../shared/wire/room-code.ts';
import type { AddressOf } from '../limits/client-address.ts';
import { fileOf, isFormat, needsSecret, type Format } from './exports/formats.ts';
import type { Clock } from '../lib/clock.ts';
import { hashOf, isKeyOf, passOf } from '../lib/keys.ts';
import type { Limits } from '../limits/limits.ts';
import { download } from './download.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { TimeSlices } from '../lib/time-slices.ts';
import { findReplay, noSuchSession, notFinished, type ReplayAccess } from './replay.ts';
import { requireOwnPage, type IsOwnOrigin } from './request-source.ts';
import type { Retention } from '../room/retention.ts';
import type { RoomRegistry } from '../room/registry.ts';
import { StoreUnavailable, type Store } from '../store/port.ts';

export interface HttpDeps {
  rooms: RoomRegistry;
  store: Store;
  clock: Clock;
  /** in which logs are read */
  slices: TimeSlices;
  logger: Logger;
  metrics: Metrics;
  retention: Retention;
  limits: Limits;
  addressOf: AddressOf;
  isOwnOrigin: IsOwnOrigin;
  retentionDays: number;
  /** what a host has to know to open a room; null: nothing */
  hostPassword: string | null;
  /** at which devices reach this server, best first; asked anew for each session */
  addresses: () => Promise<JoinAddress[]>;
}

/** HTTP status of each refusal; 400 where none is named. */
const statuses: Partial<Record<ErrorCode, number>> = {
  bad_key: 401,
  foreign_origin: 403,
  host_password: 401,
  not_found: 404,
  room_not_found: 404,
  session_not_found: 404,
  not_finished: 409,
  not_json: 415,
  too_large: 413,
  too_many: 429,
  server_error: 500,
  try_again: 503,
};

/** A log repeats itself so much that the fastest levels already reduce it to a tenth. */
const fastest = { level: 1, brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } } };

/** Everything under `/api`. */
export function api(deps: HttpDeps): Router {
  const { rooms, store, retention, limits, addressOf, addresses, logger, retentionDays, hostPassword } = deps;
  const passwordHash = hostPassword === null ? null : hashOf(hostPassword);
  const checkPassword = async (password: string | undefined, address: string): Promise<Result> => {
    if (passwordHash === null) return { ok: true };
    if (!password) return wrongPassword('This server asks its hosts for a password.');
    const check = async (): Promise<Result> =>
      isKeyOf(password, passwordHash)
        ? { ok: true }
        : wrongPassword('This is not the password of this server.');
    return limits.passwords.attempt(address, check);
  };
  const miss = (request: Request, refusal: Refusal) => limits.miss(addressOf(request), refusal);
  const router = Router();
  router.use(observe(deps));
  router.use(requireOwnPage(deps.isOwnOrigin, fail));
  router.use(express.json({ limit: '32kb', strict: false }));

  router.post('/sessions', async (request, response) => {
    const parsed = parseCreateSession(request.body ?? {});
    if (!parsed.ok) return fail(response, parsed);
    const { title, secret, config } = parsed.value;
    const address = addressOf(request);
    const password = await checkPassword(parsed.value.hostPassword, address);
    if (!password.ok) return fail(response, password);
    const whole = { ...defaultConfig, ...config };
    const created = await limits.sessions.spend(address, () =>
      rooms.create({ title, secret, config: whole }),
    );
    if (!created.ok) return fail(response, created);
    const { session } = created;
    const row = { id: session.id, hostKeyHash: hashOf(session.hostKey) };
    void limits.know(address, session.code, () => rooms.keepAddress(row, address));
    const [best] = await addresses();
    const base = best?.url ?? `http://localhost:${request.socket.localPort}`;
    response.status(201).json({ ...session, links: linksOf(base, session) });
  });

  router.get('/rooms/:code', async (request, response) => {
    const code = parseCode(request.params.code);
    const proof = { key: bearerOf(request), address: addressOf(request) };
    const isProven = () => rooms.isProven(code, proof);
    const found = await limits.find({ address: proof.address, code }, () => rooms.look(code), isProven);
    if (!found.ok) return fail(response, found);
    const { state, row } = found.room;
    const { phase, locked, title } = state;
    const players = playersHere(state).length;
    const pass = passOf(row.hostKeyHash);
    const summary: RoomSummary = { code: row.code, id: row.id, phase, locked, players, title, pass };
    response.set('cache-control', 'no-store').json(summary);
  });

  router.use('/sessions', compression(fastest));
  router.get('/sessions/:id', async (request, response) => {
    const hostKey = bearerOf(request);
    const namesHidden = request.query['names'] === 'hidden';
    const [, id = '', format] = /^([^.]*)(?:\.(.*))?$/.exec(request.params.id) ?? [];
    if (format !== undefined && !isFormat(format)) return fail(response, nothingHere());
    const found = await findReplay(store, id, { hostKey, namesHidden });
    response.set('cache-control', 'private, no-cache').vary('Authorization');
    if (!found.ok) return fail(response, found.error.code === 'not_finished' ? found : miss(request, found));
    const { access } = found;
    if (format !== undefined && needsSecret(format) && !access.isFinished)
      return fail(response, notFinished());
    await sendReplay(deps, { request, response, access, format });
  });

  router.delete('/sessions/:id', async (request, response) => {
    const row = await store.session(request.params.id);
    if (!row) return fail(response, miss(request, noSuchSession()));
    if (!isKeyOf(bearerOf(request), row.hostKeyHash)) {
      const refusal = refuse('bad_key', 'Only the host can delete a session, by its key.');
      return fail(response, miss(request, refusal));
    }
    if (!(await retention.delete(row))) return fail(response, noSuchSession());
    response.status(204).end();
  });

  router.get('/about', (_request, response) => {
    const about: About = { retentionDays, hostPassword: hostPassword !== null };
    response.set('cache-control', 'no-cache').json(about);
  });

  router.get('/addresses', async (_request, response) => {
    const answer: JoinAddresses = { addresses: await addresses() };
    response.set('cache-control', 'no-store').json(answer);
  });

  router.use((_request, response) => fail(response, nothingHere()));
  router.use(answerErrors(logger));
  return router;
}

interface ReplayRequest {
  request: Request;
  response: Response;
  access: ReplayAccess;
  /** undefined: the replay itself, to be shown */
  format: Format | undefined;
}

/** Sends a replay or its export once there is a place, a page of the log at a time. */
async function sendReplay(
  deps: HttpDeps,
  { request, response, access, format }: ReplayRequest,
): Promise<void> {
  const { limits, addressOf, clock, slices } = deps;
  const address = addressOf(request);
  if (format === undefined || format === 'json') response.set('etag', `W/"${access.version}"`);
  if (request.fresh) return void response.status(304).end();
  const left = new AbortController();
  response.once('close', () => left.abort());
  const release = await limits.downloads.take(address, left.signal);
  if (release === null) return left.signal.aborted ? undefined : fail(response, tooManyDownloads());
  try {
    const session = await access.open((read) => {
      // nothing more is read once whoever asked has left, also before the first chunk
      left.signal.throwIfAborted();
      return slices.run(address, read);
    });
    if (format === undefined) response.type('json');
    else response.attachment(fileNameOf(session.head, format));
    // Express knows no type for programs
    if (format === 'R') response.type('text');
    else if (format === 'py') response.type('application/octet-stream; charset=utf-8');
    if (request.method === 'HEAD') return void response.end();
    await download(response, fileOf(session, format ?? 'json'), clock);
  } finally {
    release();
  }
}

/** Logs each request by its route, since its path holds codes and ids, and counts refusals. */
function observe({ logger, metrics }: HttpDeps): RequestHandler {
  return (request, response, next) => {
    response.once('finish', () => {
      const { method, route } = request as { method: string; route?: { path: string } };
      const code = response.locals['refusal'] as string | undefined;
      logger.debug({ method, route: route?.path, status: response.statusCode, code }, 'request completed');
      if (code !== undefined) metrics.refused('http', code);
    });
    next();
  };
}

function linksOf(base: string, session: Omit<CreatedSession, 'links'>): CreatedSession['links'] {
  const { id, code, hostKey } = session;
  return {
    join: `${base}/${code}`,
    host: `${base}/host/${code}#${hostKey}`,
    board: `${base}/board/${code}`,
    replay: `${base}/replay/${id}`,
  };
}

function wrongPassword(message: string): Refusal {
  return refuse('host_password', message, 'hostPassword');
}

/** Seconds after which some of those who wait have their file. */
const downloadRetry = 30;

function tooManyDownloads(): Refusal {
  const refusal = refuse('too_many', `Many are fetching this at once. Try again in ${downloadRetry} s.`);
  refusal.error.retryAfter = downloadRetry;
  return refusal;
}

function nothingHere(): Refusal {
  return refuse('not_found', 'There is nothing at this address.');
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
}

function fail(response: Response, refusal: Refusal): void {
  const { error } = refusal;
  response.locals['refusal'] = error.code;
  if (error.retryAfter !== undefined) response.set('retry-after', String(error.retryAfter));
  response.status(statuses[error.code] ?? 400).json({ ok: false, error });
}

/** Answers requests that cannot be read, and logs every other error as a fault of the server. */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error: { status?: number; type?: string; code?: string }, _request, response, _next) => {
    if (isClosed(response)) {
      // a file that breaks off, unless its reader has left
      if (response.headersSent && error.code !== 'ERR_STREAM_PREMATURE_CLOSE')
        logger.error({ err: error }, 'response failed');
      return void response.destroy();
    }
    if (error.type === 'entity.too.large') return fail(response, refuse('too_large', 'This is too much.'));
    if (isClientError(error))
      return fail(response, refuse('bad_request', 'Neither JSON nor an address that can be read.'));
    if (error instanceof StoreUnavailable)
      return fail(response, refuse('try_again', 'The server is busy. Try again in a moment.'));
    logger.error({ err: error }, 'request failed');
    fail(response, refuse('server_error', 'Something went wrong on the server. Try again.'));
  };
}

/** Error answers outside `/api`: for people, and without details of the server. */
export function answerPageErrors(logger: Logger): ErrorRequestHandler {
  return (error: { status?: number }, _request, response, _next) => {
    if (isClosed(response)) return void response.destroy();
    response.type('text');
    if (isClientError(error))
      return void response.status(error.status!).send('There is nothing at this address.');
    logger.error({ err: error }, 'page request failed');
    response.status(500).send('Something went wrong on the server. Try again.');
  };
}

/** Whether no answer can be sent any more: one was begun, or the connection has closed. */
const isClosed = (response: Response) =>
  response.headersSent || !response.socket || response.socket.destroyed;

const isClientError = ({ status = 500 }: { status?: number }) => status < 500;
