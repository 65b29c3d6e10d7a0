/** Names: given out by the session, or chosen by players and made safe to show. */

const adjectives = (
  'Amber Bold Brave Breezy Bright Brisk Calm Cheery Clear Clever Cosy Crisp Curious Daring Deep Eager Early ' +
  'Fair Fleet Gentle Glad Golden Grand Happy Hardy Honest Humble Jolly Keen Kind Lively Lucky Mellow Merry ' +
  'Misty Modest Nimble Noble Patient Plucky Polite Proud Quick Quiet Ready Rosy Silent Silver Sleepy Snug ' +
  'Steady Sunny Swift Tidy Warm Wise Witty Young'
).split(' ');

const animals = (
  'Ant Badger Bat Bear Beaver Bee Bison Camel Cat Cobra Crane Cricket Crow Deer Dolphin Dove Duck Eagle Eel ' +
  'Elk Falcon Ferret Finch Fox Frog Gecko Goat Goose Hare Hawk Hedgehog Heron Horse Ibis Jay Koala Lark Lemur ' +
  'Lion Lizard Llama Lynx Magpie Marten Mole Moose Moth Mouse Newt Otter Owl Panda Parrot Pelican Penguin ' +
  'Pike Puffin Quail Rabbit Raven Robin Salmon Seal Shark Shrew Sparrow Squid Stork Swan Tiger Toad Trout ' +
  'Turtle Walrus Whale Wolf Wren Yak Zebra'
).split(' ');

/** A step through all pairs that meets each once: a prime that divides neither list's length. */
const stride = 1_009;
const longest = 24;

/**
 * The name of a session's player, the same whenever it is asked for.
 *
 * @param commitment 64 hex characters: each session goes through the names from a place of its own
 * @param index from 0; within one session names differ as long as there are pairs left (some 4,600)
 */
export function generatedName(commitment: string, index: number): string {
  const pairs = adjectives.length * animals.length;
  const pair = (parseInt(commitment.slice(0, 8), 16) + index * stride) % pairs;
  return `${adjectives[pair % adjectives.length]} ${animals[Math.floor(pair / adjectives.length)]}`;
}

/** What stands in the place of a name that is not to be shown. */
export function numberedName(player: number): string {
  return `Player ${player}`;
}

/** White space, and symbols that show nothing: the empty Braille cell, the note without a head, an object's place. */
const blank = /[\p{White_Space}\u2800\u{1d159}\ufffc]/gu;

/** Controls and invisible characters, but for the joiner that makes one emoji of several, as in a family. */
const unseen =
  /(\p{Extended_Pictographic}\p{Emoji_Modifier}?)\ufe0f?(\u200d)(?=\p{Extended_Pictographic})|[\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A chosen name as it may be shown: compatibility-normalised, with nothing in it that is not seen, at most two marks
 * on a letter and none before the first, single spaces. A clean name stays what it is. Null where nothing is left, or
 * more than 24 characters.
 */
export function cleanName(name: string): string | null {
  const clean = name
    .normalize('NFKC')
    .replace(blank, ' ')
    .replace(unseen, '$1$2')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/^[\p{M} ]+/u, '')
    .replace(/ +/g, ' ')
    .trim()
    .normalize();
  const length = [...clean].length;
  return length === 0 || length > longest ? null : clean;
}

/** The name itself or, where somebody has it, with the first number behind it that makes it different. */
export function distinct(name: string, taken: readonly string[]): string {
  // where there is no picture of a joined emoji, its parts are shown side by side
  const looks = (one: string) => one.toLowerCase().replaceAll('\u200d', '');
  const shown = new Set(taken.map(looks));
  let candidate = name;
  for (let number = 2; shown.has(looks(candidate)); number++) candidate = `${name} ${number}`;
  return candidate;
}
