/** Room codes: five consonants, so that no code is a word and no two letters look alike. */

export const codeLetters = 'BCDFGHJKLMNPQRSTVWXZ';
export const codeLength = 5;

/** A pasted link is longer than any code; what is longer still is none of ours. */
const maxLength = 500;

/**
 * A code as it is typed, pasted or comes in an address: in any case, in full-width letters, with spaces or hyphens, or
 * at the end of a link. Null where it is invalid.
 */
export function parseCode(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > maxLength) return null;
  const code = plainCode(text);
  return new RegExp(`^[${codeLetters}]{${codeLength}}$`).test(code) ? code : null;
}

/** What a text says where a code is expected, right or wrong: the end of its path, in capital letters. */
export function plainCode(text: string): string {
  const [path = ''] = decoded(text).normalize('NFKC').split(/[?#]/);
  const last = path
    .replace(/[/\s]+$/, '')
    .split('/')
    .at(-1)!;
  // without spaces, hyphens and dashes, and the invisible marks that come with text from chats
  return last.replace(/[\s\p{Pd}\p{Cf}\u2212]/gu, '').toUpperCase();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
