/** Room codes: five consonants, so that no code is a word and no two letters look alike. */

export const codeLetters = 'BCDFGHJKLMNPQRSTVWXZ';
export const codeLength = 5;

/** Normalises a code in any case; null where it is invalid. */
export function parseCode(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const code = text.trim().toUpperCase();
  return new RegExp(`^[${codeLetters}]{${codeLength}}$`).test(code) ? code : null;
}
