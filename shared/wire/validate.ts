/** Validation of client input: zod schemas of the types in calls.ts and http.ts. */
import { z } from 'zod';
import type { HostCommand, PlayerCommand } from '../session/command.ts';
import { configLimits, maxPlayers, maxTitleLength, type Config, type Limits } from '../session/config.ts';
import { refuse, type ErrorCode, type Result } from '../session/result.ts';
import { wireVersion, type Handshake, type HostCall, type PlayerCall, type Requests } from './calls.ts';
import type { CreateSessionRequest } from './http.ts';

const within = ({ min, max }: Limits) => z.int().min(min).max(max);
const share = z.number().gt(0).lt(1);
/** Lower-case hex digits. */
const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
/** A rollout or round; the rules check that it exists. */
const index = z.int().min(0).max(1_000_000);

const regime = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('replace') }),
  z.strictObject({ kind: z.literal('accumulate') }),
  z.strictObject({ kind: z.literal('mix'), fresh: share }),
]);

const configChange = z.strictObject({
  play: z.enum(['relay', 'teams', 'everyone']).exactOptional(),
  teams: within(configLimits.teams).exactOptional(),
  start: share.exactOptional(),
  textLength: within(configLimits.textLength).exactOptional(),
  rounds: within(configLimits.rounds).exactOptional(),
  handRounds: within(configLimits.handRounds).nullable().exactOptional(),
  regime: regime.exactOptional(),
  writing: z.enum(['throw', 'type']).exactOptional(),
  turnSeconds: within(configLimits.turnSeconds).nullable().exactOptional(),
  pace: z.enum(['auto', 'manual']).exactOptional(),
  beat: within(configLimits.beat).exactOptional(),
  names: z.enum(['generated', 'free']).exactOptional(),
  lateJoin: z.boolean().exactOptional(),
} satisfies Record<keyof Config, z.ZodType>) satisfies z.ZodType<Partial<Config>>;

const createSession = z.object({
  title: z.string().trim().max(maxTitleLength).default(''),
  config: configChange.default({}),
  secret: hex(32).exactOptional(),
  hostPassword: z.string().max(200).exactOptional(),
}) satisfies z.ZodType<CreateSessionRequest>;

const handshake = z.object({
  version: z.literal(wireVersion),
  role: z.enum(['player', 'board', 'host']),
  key: z.string().max(200).optional(),
  pass: z.string().max(200).optional(),
  after: z.int().min(0).optional(),
  at: z.number().optional(),
}) satisfies z.ZodType<Handshake>;

const playerCalls = {
  join: z.object({ name: z.string().max(1000).optional(), seal: hex(64).optional() }),
  reveal: z.object({ bytes: hex(32) }),
  forecast: z.object({ round: within(configLimits.rounds).nullable(), pole: z.literal([0, 1]).optional() }),
  generate: z.object({ rollout: index, round: index, tokens: z.string() }),
  refit: z.object({ rollout: index, round: index, ones: z.int() }),
} satisfies { [C in PlayerCall]: z.ZodType<Requests[C]> };

const hostCalls = {
  configure: z.object({ config: configChange }),
  start: z.object({}),
  pause: z.object({}),
  resume: z.object({}),
  advance: z.object({ round: index, step: z.enum(['generate', 'refit']).nullable() }),
  fast_forward: z.object({}),
  stop: z.object({}),
  lock: z.object({ locked: z.boolean() }),
  kick: z.object({ player: z.int().min(1) }),
  bots: z.object({ count: within({ min: 0, max: maxPlayers }) }),
} satisfies { [C in HostCall]: z.ZodType<Requests[C]> };

const tail = z.object({ after: z.int().min(0) }) satisfies z.ZodType<Requests['tail']>;

/** All calls by role, which docs/who-may.md lists. Observers are boards and hosts. */
export const calls = { player: playerCalls, host: hostCalls, observer: { tail } };

type Parsed<T> = Result<{ value: T }>;

export const parseCreateSession = (body: unknown) =>
  relativeToConfig(parse(createSession, body, 'bad_config'));
export const parseTail = (payload: unknown) => parse(tail, payload, 'bad_request');

export function isPlayerCall(name: string): name is PlayerCall {
  return Object.hasOwn(playerCalls, name);
}

export function isHostCall(name: string): name is HostCall {
  return Object.hasOwn(hostCalls, name);
}

/** Parses a player's call. @param player the caller's seat; null where it has none */
export function parsePlayerCall(
  name: PlayerCall,
  payload: unknown,
  player: number | null,
): Parsed<PlayerCommand> {
  if (player === null && name !== 'join') return refuse('not_joined', 'Join the game first.');
  const parsed = parse<object>(playerCalls[name], payload ?? {}, 'bad_request');
  return parsed.ok ? { ok: true, value: { ...parsed.value, type: name, player } as PlayerCommand } : parsed;
}

export function parseHostCall(name: HostCall, payload: unknown): Parsed<HostCommand> {
  const parsed = parse<object>(hostCalls[name], payload ?? {}, 'bad_request');
  if (parsed.ok) return { ok: true, value: { ...parsed.value, type: name } as HostCommand };
  return name === 'configure' ? relativeToConfig(parsed) : parsed;
}

export function parseHandshake(auth: unknown): Parsed<Handshake> {
  const version =
    typeof auth === 'object' && auth !== null ? (auth as { version?: unknown }).version : undefined;
  if (version !== wireVersion)
    return refuse('wrong_version', 'This page is out of date. Reload it.', 'version');
  return parse(handshake, auth, 'bad_request');
}

/** Shortens the path of a field to the one within `config`, as in `regime.fresh`. */
function relativeToConfig<T>(parsed: Parsed<T>): Parsed<T> {
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
