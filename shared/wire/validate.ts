/** Everything that arrives from outside, checked as it arrives. docs/wire.md says it in words. */
import { z } from 'zod';
import type { HostCommand, PlayerCommand } from '../session/command.ts';
import type { Config } from '../session/config.ts';
import type { SessionEvent } from '../session/event.ts';
import { refuse, type ErrorCode, type Refusal } from '../session/reply.ts';
import { wireVersion } from './api.ts';

const count = (from: number, to: number) => z.int().min(from).max(to);
const number = z.int().min(0).max(1_000_000);

const regime = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('replace') }),
  z.strictObject({ kind: z.literal('accumulate') }),
  z.strictObject({ kind: z.literal('mix'), fresh: z.number().gt(0).lt(1) }),
]);

const config = z.strictObject({
  play: z.enum(['relay', 'teams', 'everyone']),
  teams: count(2, 8),
  start: z.number().gt(0).lt(1),
  textLength: count(1, 1000),
  rounds: count(1, 200),
  handRounds: count(0, 200).nullable(),
  regime,
  writing: z.enum(['throw', 'type']),
  turnSeconds: count(3, 300).nullable(),
  pace: z.enum(['auto', 'manual']),
  beat: count(0, 10_000),
  names: z.enum(['generated', 'free']),
  lateJoin: z.boolean(),
}) satisfies z.ZodType<Config>;

const createSession = z.object({
  title: z.string().trim().max(120).default(''),
  config: config.partial().default({}),
  secret: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  hostPassword: z.string().max(200).optional(),
});

const handshake = z.object({
  role: z.enum(['player', 'board', 'host']),
  key: z.string().max(200).optional(),
  after: z.int().min(0).optional(),
});
export type Handshake = z.infer<typeof handshake>;

const forecastRound = z.int().min(1).max(200).nullable();

/** What a phone may emit, and the fields of each. */
const playerEmits = {
  join: z.object({ name: z.string().max(1000).optional() }),
  forecast: z.object({ round: forecastRound, pole: z.literal([0, 1]) }),
  generate: z.object({ rollout: number, round: number, tokens: z.string() }),
  refit: z.object({ rollout: number, round: number, ones: z.int() }),
} satisfies Record<PlayerCommand['type'], z.ZodType>;

/** What a host may emit, and the fields of each. */
const hostEmits = {
  configure: z.object({ config: config.partial() }),
  start: z.object({}),
  pause: z.object({}),
  resume: z.object({}),
  advance: z.object({ round: number, step: z.enum(['generate', 'refit']).nullable() }),
  fast_forward: z.object({}),
  stop: z.object({}),
  lock: z.object({ locked: z.boolean() }),
  kick: z.object({ player: z.int().min(1) }),
  bots: z.object({ count: count(0, 250) }),
} satisfies Record<HostCommand['type'], z.ZodType>;

const tail = z.object({ after: z.int().min(0) });

/** Everything that a socket may emit, by whose it is. docs/who-may.md has a row for each. */
export const emits = { player: playerEmits, host: hostEmits, watcher: { tail } };

export type PlayerEmit = keyof typeof playerEmits;
export type HostEmit = keyof typeof hostEmits;

/** A batch of the log, for boards and hosts. */
export interface EventBatch {
  /** seq of the first event, or of the next one where there are none */
  from: number;
  now: number;
  events: SessionEvent[];
}

export type Parsed<T> = { ok: true; value: T } | Refusal;

export const parseCreateSession = (body: unknown) => inConfig(parse(createSession, body, 'bad_config'));
export const parseTail = (payload: unknown) => parse(tail, payload, 'bad_request');

export function isPlayerEmit(name: string): name is PlayerEmit {
  return Object.hasOwn(playerEmits, name);
}

export function isHostEmit(name: string): name is HostEmit {
  return Object.hasOwn(hostEmits, name);
}

/** A phone's emit as the command of its seat; `player` is null where it has none. */
export function parsePlayerEmit(
  name: PlayerEmit,
  payload: unknown,
  player: number | null,
): Parsed<PlayerCommand> {
  if (player === null && name !== 'join') return refuse('not_joined', 'Join the game first.');
  const parsed = parse<object>(playerEmits[name], payload ?? {}, 'bad_request');
  return parsed.ok ? { ok: true, value: { ...parsed.value, type: name, player } as PlayerCommand } : parsed;
}

/** A host's emit as a command. */
export function parseHostEmit(name: HostEmit, payload: unknown): Parsed<HostCommand> {
  const parsed = parse<object>(hostEmits[name], payload ?? {}, 'bad_request');
  if (parsed.ok) return { ok: true, value: { ...parsed.value, type: name } as HostCommand };
  return name === 'configure' ? inConfig(parsed) : parsed;
}

/** What a socket says of itself as it connects. */
export function parseHandshake(auth: unknown): Parsed<Handshake> {
  const version =
    typeof auth === 'object' && auth !== null ? (auth as { version?: unknown }).version : undefined;
  if (version !== wireVersion)
    return refuse('wrong_version', 'This page is out of date. Reload it.', 'version');
  return parse(handshake, auth, 'bad_request');
}

/** Names a field inside `config` by its path there, as in `regime.fresh`. */
function inConfig<T>(parsed: Parsed<T>): Parsed<T> {
  const path = parsed.ok ? undefined : parsed.error.path;
  if (parsed.ok || !path?.startsWith('config.')) return parsed;
  return refuse('bad_config', parsed.error.message.replace('config.', ''), path.slice('config.'.length));
}

function parse<T>(schema: z.ZodType<T>, input: unknown, code: ErrorCode): Parsed<T> {
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0]!;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...unknown].join('.');
  const message = path === '' ? `${issue.message}.` : `${path}: ${issue.message}.`;
  return path === '' ? refuse(code, message) : refuse(code, message, path);
}
