/** What both ends of the wire agree on before anything is checked: its version, and what a room's code is. */

export const wireVersion = 1;

/** Letters of a room's code: no vowels, so no words, and nothing that looks like something else. */
export const codeLetters = 'BCDFGHJKLMNPQRSTVWXZ';
export const codeLength = 5;

/** The code as the server keeps it, or null where it cannot be one. Any case is accepted. */
export function parseCode(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const code = text.trim().toUpperCase();
  return new RegExp(`^[${codeLetters}]{${codeLength}}$`).test(code) ? code : null;
}
