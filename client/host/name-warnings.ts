/** Warnings about chosen names, for the host alone. No name is blocked: such rules miss half, and hit real names. */
import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from 'obscenity';
import unhomoglyph from 'unhomoglyph';
import type { Player } from '../../shared/session/state.ts';
import { isolate } from '../ui/bidi.ts';

const rude = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });

/** Alphabets that have letters of the same shape. */
const alphabets = [
  ...[/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u],
  ...[/\p{Script=Cherokee}/u, /\p{Script=Coptic}/u, /\p{Script=Lisu}/u],
];

/** Names that the game itself uses. */
const ofTheGame = /^(the server|server|you|player \d+)$/;

/** Warnings of names by themselves: a cache, since all names are judged at every event. */
const known = new Map<string, string | null>();

/**
 * Why a host might look at a name twice, by player; most have no entry. Of two names that look the same the later
 * one has a warning.
 *
 * @param players in order of joining
 */
export function nameWarningsOf(
  players: readonly Pick<Player, 'player' | 'name' | 'bot'>[],
): Map<number, string> {
  const warnings = new Map<number, string>();
  const seen = new Map<string, string>();
  for (const { player, name, bot } of players) {
    const shapes = shapesOf(name);
    const other = shapes.map((shape) => seen.get(shape)).find((one) => one !== undefined);
    const warning = other === undefined ? cachedWarningOf(name, shapes) : `looks like ${isolate(other)}`;
    if (warning !== null && !bot) warnings.set(player, warning);
    for (const shape of shapes) seen.set(shape, seen.get(shape) ?? name);
  }
  return warnings;
}

function cachedWarningOf(name: string, shapes: readonly string[]): string | null {
  let warning = known.get(name);
  if (warning === undefined) known.set(name, (warning = warningOf(name, shapes)));
  return warning;
}

function warningOf(name: string, shapes: readonly string[]): string | null {
  if (shapes.some((shape) => ofTheGame.test(shape))) return 'sounds like the game itself';
  if (name.split(' ').some((word) => alphabets.filter((alphabet) => alphabet.test(word)).length > 1))
    return 'mixes alphabets';
  return [name, ...shapes].some((one) => rude.hasMatch(one)) ? 'may be rude' : null;
}

/**
 * A name as the eye takes it: letters by their shape (Unicode's confusables), in lower case. Since case and shape
 * can be told apart in either order, as in I and l, there may be two.
 */
function shapesOf(name: string): string[] {
  const shape = (text: string) => text.replace(/\D+/g, unhomoglyph).toLowerCase();
  return [...new Set([shape(name), shape(name.toLowerCase())])];
}
