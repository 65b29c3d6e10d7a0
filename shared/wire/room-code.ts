/** Room codes: five consonants, so no words, and no two letters that look alike. */

export const codeLetters = 'BCDFGHJKLMNPQRSTVWXZ';
export const codeLength = 5;

/** The code as the server keeps it, or null where it cannot be one. Any case is accepted. */
export function parseCode(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const code = text.trim().toUpperCase();
  return new RegExp(`^[${codeLetters}]{${codeLength}}$`).test(code) ? code : null;
}
