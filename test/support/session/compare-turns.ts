/** Comparison of acknowledged turns with the log. */
import type { SessionEvent } from '../../../shared/session/event.ts';
import type { TurnMessage } from './turn-message.ts';

/** What was acknowledged, and is not in the log as it should be: lost, or there twice. */
export interface Difference {
  lost: string[];
  doubled: string[];
}

export type Acknowledged = TurnMessage & { player: number };

export function compareTurns(
  acknowledged: readonly Acknowledged[],
  events: readonly SessionEvent[],
): Difference {
  const written = new Map<string, string>();
  const doubled: string[] = [];
  for (const event of events) {
    if (event.type !== 'generated' && event.type !== 'refitted') continue;
    const name = nameOf(event.type === 'generated' ? 'generate' : 'refit', event);
    if (written.has(name)) doubled.push(name);
    written.set(name, `${event.by}: ${event.type === 'generated' ? event.tokens : event.ones}`);
  }
  const lost: string[] = [];
  for (const { name, payload, player } of acknowledged) {
    const place = nameOf(name, payload);
    const said = 'tokens' in payload ? payload.tokens : payload.ones;
    if (written.get(place) !== `${player}: ${said}`) lost.push(place);
  }
  return { lost, doubled };
}

const nameOf = (name: string, { rollout, round }: { rollout: number; round: number }) =>
  `${name} ${rollout}/${round}`;
