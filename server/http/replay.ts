/** Replay of a session: who may read it, and its log in pages, with the names that the reader may see. */
import { anonymiser } from '../../shared/replay/anonymise.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { foldEvents } from '../../shared/session/evolve.ts';
import { refuse, type Refusal, type Result } from '../../shared/session/result.ts';
import type { State } from '../../shared/session/state.ts';
import { isKeyOf } from '../lib/keys.ts';
import type { SessionRow, Store } from '../store/port.ts';
import type { StoredSession } from './exports/stored-session.ts';

/** Events that are read at once, of at most 1.6 kB each: they take the main thread a millisecond or two. */
const pageSize = 150;

export function noSuchSession(): Refusal {
  return refuse('session_not_found', 'There is no such session, or it has been deleted.');
}

export function notFinished(): Refusal {
  return refuse('not_finished', 'This session is still being played. Its replay comes at the end.');
}

interface ReplayOptions {
  hostKey?: string | undefined;
  /** hides all names */
  namesHidden?: boolean;
}

/** Waits until something may be read from the store, and reads it. */
type Read = <T>(read: () => Promise<T>) => Promise<T>;

/** A replay that may be read, up to an event that was the last one when it was asked for. */
export interface ReplayAccess {
  isFinished: boolean;
  /** changes with the log, and with the names that are shown */
  version: string;
  /** Reads the log up to the first step. @param read is asked for each page, from then on too */
  open(read: Read): Promise<StoredSession>;
}

/**
 * The replay of a finished session, or of any session with its host's key. Only the host sees chosen names. Nothing but
 * the last event is read here.
 */
export async function findReplay(
  store: Store,
  id: string,
  { hostKey, namesHidden = false }: ReplayOptions = {},
): Promise<Result<{ access: ReplayAccess }>> {
  const row = await store.session(id);
  const last = row && (await store.last(id));
  if (!last) return noSuchSession();
  const isHost = isKeyOf(hostKey, row.hostKeyHash);
  const isFinished = last.type === 'finished';
  if (!isFinished && !isHost) return notFinished();
  const hidden = namesHidden ? 'all' : isHost ? null : 'chosen';
  const version = `${last.seq}-${hidden ?? 'none'}`;
  return {
    ok: true,
    access: { isFinished, version, open: (read) => openLog(new PagedLog(row, store, last, read), hidden) },
  };
}

async function openLog(log: PagedLog, hidden: 'all' | 'chosen' | null): Promise<StoredSession> {
  const { row, last } = log;
  const { opening, createdAt } = await openingOf(log);
  const { title, config, commitment } = opening;
  const end = last.type === 'finished' ? { secret: last.secret, finishedAt: last.at } : { finishedAt: null };
  return {
    head: { version: 1, id: row.id, title, config, commitment, createdAt, ...end },
    opening,
    last,
    async *pages() {
      const shown = hidden === null ? (event: SessionEvent) => event : anonymiser(hidden);
      for await (const page of log.pages()) yield page.map(shown);
    },
    pick: (seqs) => log.pick(seqs),
  };
}

/** The state before the first step, and when the session was created. */
async function openingOf(log: PagedLog): Promise<{ opening: State; createdAt: number }> {
  let opening: State | null = null;
  let createdAt: number | null = null;
  for await (const page of log.pages()) {
    createdAt ??= page[0]!.at;
    const first = page.findIndex(({ type }) => type === 'step_opened' || type === 'watching');
    opening = foldEvents(first === -1 ? page : page.slice(0, first), opening);
    if (first !== -1) break;
  }
  return { opening: opening!, createdAt: createdAt! };
}

/** A log that is read by pages of its key, each in its turn, so that no read of the store lasts long. */
class PagedLog {
  readonly row: SessionRow;
  readonly last: SessionEvent;
  readonly #store: Store;
  readonly #read: Read;

  constructor(row: SessionRow, store: Store, last: SessionEvent, read: Read) {
    this.row = row;
    this.last = last;
    this.#store = store;
    this.#read = read;
  }

  /** @throws where the session is deleted meanwhile */
  async *pages(): AsyncGenerator<SessionEvent[]> {
    for (let seq = 0; seq < this.last.seq;) {
      const limit = Math.min(pageSize, this.last.seq - seq);
      const page = await this.#read(() => this.#store.read(this.row.id, seq, limit));
      seq = requireAll(page, limit).at(-1)!.seq;
      yield page;
    }
  }

  async pick(seqs: readonly number[]): Promise<SessionEvent[]> {
    return requireAll(await this.#read(() => this.#store.pick(this.row.id, seqs)), seqs.length);
  }
}

function requireAll(events: SessionEvent[], count: number): SessionEvent[] {
  if (events.length < count) throw new Error('the session was deleted while it was read');
  return events;
}
