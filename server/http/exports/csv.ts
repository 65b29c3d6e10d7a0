/** CSV for programs: one row for each rollout and round, both from 0, as in the log; times in milliseconds since 1970. */
import papaparse from 'papaparse';
import type { By } from '../../../shared/session/event.ts';
import type { Replay } from '../../../shared/wire/http.ts';
import { columns, namesIn, turnsOf } from './turns.ts';

export function csvOf(replay: Pick<Replay, 'events' | 'config'>): string {
  const names = namesIn(replay.events);
  const nameOf = (by: By | null) => (by === null || by === 'server' ? by : escapeFormulas(names.get(by)!));
  const rows = turnsOf(replay).map((turn) => ({
    ...turn,
    p_next: turn.pNext,
    written_by: nameOf(turn.writtenBy),
    refitted_by: nameOf(turn.refittedBy),
    written_at: turn.writtenAt,
    refitted_at: turn.refittedAt,
  }));
  return papaparse.unparse({ fields: columns, data: rows });
}

/** The start of a formula in a cell, which some locales separate by semicolons. */
const formula = /(^|;)(?=\s*[=+\-@\t\r\n])/g;

/** Puts a `'` before what a spreadsheet would read as a formula. */
export function escapeFormulas(name: string): string {
  return name.replace(formula, "$1'");
}
