/** The HTTP calls: a new session, the look-up of a code, the replay, health, and what is said when one fails. */
import { constants } from 'node:zlib';
import compression from 'compression';
import express, { Router, type ErrorRequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import { parseCreateSession } from '../shared/protocol.ts';
import { defaultConfig, type Config } from '../shared/session/config.ts';
import { refuse, type Refusal } from '../shared/session/reply.ts';
import { playersHere } from '../shared/session/state.ts';
import { fileNameOf } from '../shared/filename.ts';
import { parseCode, type CreatedSession, type Replay, type RoomSummary } from '../shared/wire.ts';
import { csvOf } from './exports/csv.ts';
import { pythonOf } from './exports/python.ts';
import { notFinished, replayOf } from './replays.ts';
import type { Rooms } from './rooms.ts';
import type { Store } from './store/port.ts';

export interface HttpDeps {
  rooms: Rooms;
  store: Store;
  log: Logger;
  /** what links show: scheme, host and port */
  publicUrl: () => string;
}

/** A log is the same few words again and again: the quickest levels already make a tenth of it. */
const quickly = { level: 1, brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } } };

/** Everything under `/api`. */
export function api({ rooms, store, publicUrl, log }: HttpDeps): Router {
  const router = Router();
  router.use(express.json({ limit: '32kb', strict: false }));

  router.post('/sessions', async (request, response) => {
    const parsed = parseCreateSession(request.body ?? {});
    if (!parsed.ok) return void fail(response, 400, parsed);
    const { title, secret, config } = parsed.value;
    const session = await rooms.create({
      title,
      secret,
      config: { ...defaultConfig, ...(config as Partial<Config>) },
    });
    response.status(201).json({ ...session, links: linksOf(publicUrl(), session) });
  });

  router.get('/rooms/:code', async (request, response) => {
    const code = parseCode(request.params.code);
    const room = code && (await rooms.find(code));
    if (!room) return void fail(response, 404, refuse('room_not_found', 'There is no game with this code.'));
    const { phase, locked, title } = room.state;
    const players = playersHere(room.state).length;
    const summary: RoomSummary = { code, id: room.row.id, phase, locked, players, title };
    response.set('cache-control', 'no-store').json(summary);
  });

  router.use('/sessions', compression(quickly));
  router.get('/sessions/:id', async (request, response) => {
    const hostKey = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
    const namesHidden = request.query['names'] === 'hidden';
    const [id = '', format] = request.params.id.split('.');
    if (format !== undefined && !isFormat(format)) return void fail(response, 404, nothingHere());
    const replay = await replayOf(store, id, { hostKey, namesHidden });
    response.set('cache-control', 'private, no-cache').vary('Authorization');
    if (!('events' in replay))
      return void fail(response, replay.error.code === 'not_finished' ? 409 : 404, replay);
    if (format === undefined) return void response.json(replay);
    if (format === 'py' && replay.secret === undefined) return void fail(response, 409, notFinished());
    response.attachment(fileNameOf(replay, format)).send(formats[format](replay));
  });

  router.use((_request, response) => fail(response, 404, nothingHere()));
  router.use(answerErrors(log));
  return router;
}

/** Liveness, and whether the store answers. */
export function health({ store, log }: HttpDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.type('text').send('ok'));
  router.get('/readyz', async (_request, response) => {
    try {
      await store.ready();
      response.type('text').send('ok');
    } catch (error) {
      log.error({ err: error }, 'the store does not answer');
      response.status(503).type('text').send('the store does not answer');
    }
  });
  return router;
}

/** What a replay can be taken away as. */
const formats = { json: (replay: Replay) => JSON.stringify(replay), csv: csvOf, py: pythonOf };

function isFormat(format: string): format is keyof typeof formats {
  return Object.hasOwn(formats, format);
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

function nothingHere(): Refusal {
  return refuse('not_found', 'There is nothing at this address.');
}

function fail(response: Response, status: number, { error }: Refusal): void {
  response.status(status).json({ ok: false, error });
}

/** What cannot be read is its sender's error; anything else is ours, and is logged. */
function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: { status?: number; type?: string }, _request, response, _next) => {
    if (error.type === 'entity.too.large')
      return fail(response, 413, refuse('too_large', 'This is too much.'));
    if (isSenders(error))
      return fail(response, 400, refuse('bad_request', 'Neither JSON nor an address that can be read.'));
    log.error({ err: error }, 'a request failed');
    fail(response, 500, refuse('server_error', 'Something went wrong on the server. Try again.'));
  };
}

/** Outside `/api` errors are read by people, and tell nothing of the machine. */
export function answerPageErrors(log: Logger): ErrorRequestHandler {
  return (error: { status?: number }, _request, response, next) => {
    if (response.headersSent) return next(error);
    response.type('text');
    if (isSenders(error))
      return void response.status(error.status!).send('There is nothing at this address.');
    log.error({ err: error }, 'a page failed');
    response.status(500).send('Something went wrong on the server. Try again.');
  };
}

const isSenders = ({ status = 500 }: { status?: number }) => status < 500;
