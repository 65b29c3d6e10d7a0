/** Numbers as people read them. */

/** p with as many digits as its text length can tell apart; one half is ½. */
export function figureOfP(p: number, textLength: number): string {
  if (p === 0.5) return '½';
  if (p === 0 || p === 1) return String(p);
  return p.toFixed(textLength > 100 ? 3 : 2);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
