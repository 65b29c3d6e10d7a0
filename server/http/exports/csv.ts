/** A replay as a table for a spreadsheet. */
import papaparse from 'papaparse';
import type { By } from '../../../shared/session/event.ts';
import type { Replay } from '../../../shared/wire/http.ts';
import { turnsOf } from './turns.ts';

/** A row for each rollout and round. No name becomes a formula; times are milliseconds since 1970. */
export function csvOf(replay: Pick<Replay, 'events' | 'config'>): string {
  const names = new Map(
    replay.events.flatMap((event) => (event.type === 'joined' ? [[event.player, event.name]] : [])),
  );
  const nameOf = (by: By | null) => (by === null || by === 'server' ? by : harmless(names.get(by)!));
  const rows = turnsOf(replay).map((turn) => ({
    rollout: turn.rollout,
    round: turn.round,
    p: turn.p,
    text: turn.text,
    ones: turn.ones,
    p_next: turn.pNext,
    written_by: nameOf(turn.writtenBy),
    refitted_by: nameOf(turn.refittedBy),
    written_at: turn.writtenAt,
    refitted_at: turn.refittedAt,
  }));
  return papaparse.unparse({ fields: columns, data: rows });
}

/** What a spreadsheet takes for a formula: also behind a semicolon, where its country parts cells by those. */
const formula = /(^|;)(?=\s*[=+\-@\t\r\n])/g;

function harmless(name: string): string {
  return name.replace(formula, "$1'");
}

const columns = [
  ...['rollout', 'round', 'p', 'text', 'ones', 'p_next'],
  ...['written_by', 'refitted_by', 'written_at', 'refitted_at'],
];
