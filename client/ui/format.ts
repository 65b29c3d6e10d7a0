/** Formatting of numbers and counts. */

/** p with as many digits as its text length can tell apart; one half is ½. */
export function figureOfP(p: number, textLength: number): string {
  if (p === 0.5) return '½';
  if (p === 0 || p === 1) return String(p);
  return p.toFixed(textLength > 100 ? 3 : 2);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

export function capitalised(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

/** A share in percent, with a decimal; what is not quite none or all is not called so. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return 'under 0.1\u00a0%';
  if (share < 1 - 1e-12 && share >= 0.9995) return 'over 99.9\u00a0%';
  return `${(100 * share).toFixed(1).replace('.0', '')}\u00a0%`;
}

export function grouped(number: number): string {
  return number.toLocaleString('en');
}
