/** Player names: generated ones, and sanitising of chosen ones. */

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

/** Step through all pairs that visits each once: a prime that divides neither list's length. */
const stride = 1_009;
const maxLength = 24;

/**
 * A player's generated name, a function of its arguments.
 *
 * @param commitment 64 hex characters, which decide where a session starts in the list of pairs
 * @param index from 0; names are unique for the first 4,600 or so
 */
export function generatedName(commitment: string, index: number): string {
  const pairs = adjectives.length * animals.length;
  const pair = (parseInt(commitment.slice(0, 8), 16) + index * stride) % pairs;
  return `${adjectives[pair % adjectives.length]} ${animals[Math.floor(pair / adjectives.length)]}`;
}

/** A placeholder for a hidden name. */
export function numberedName(player: number): string {
  return `Player ${player}`;
}

/** White space, and blank symbols: the empty Braille cell, the null notehead, the object replacement character. */
const blank = /[\p{White_Space}\u2800\u{1d159}\ufffc]/gu;

/** Controls and invisible characters, except the joiner within an emoji sequence. */
const invisible =
  /(\p{Extended_Pictographic}\p{Emoji_Modifier}?)\ufe0f?(\u200d)(?=\p{Extended_Pictographic})|[\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Sanitises a chosen name: NFKC, no invisible characters, at most two marks on a letter and none before the first,
 * single spaces. Idempotent.
 *
 * @returns null where nothing is left, or more than 24 characters
 */
export function cleanName(name: string): string | null {
  const clean = name
    .normalize('NFKC')
    .replace(blank, ' ')
    .replace(invisible, '$1$2')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/^[\p{M} ]+/u, '')
    .replace(/ +/g, ' ')
    .trim()
    .normalize();
  const length = [...clean].length;
  return length === 0 || length > maxLength ? null : clean;
}

/** Makes a name unique among those taken, by the first number that does. */
export function distinct(name: string, taken: readonly string[]): string {
  // a font without the joined emoji shows its parts side by side
  const looks = (one: string) => one.toLowerCase().replaceAll('\u200d', '');
  const shown = new Set(taken.map(looks));
  let candidate = name;
  for (let number = 2; shown.has(looks(candidate)); number++) candidate = `${name} ${number}`;
  return candidate;
}
