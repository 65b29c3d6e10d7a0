/** A line or two for each promise that was put to the proof, and for each figure beside it. */

export interface Row {
  what: string;
  figure: string;
  /** whether the promise was kept; null for what is measured beside it */
  isKept: boolean | null;
}

/** Prints rows. @returns how many of the promises were broken */
export function tell(rows: readonly Row[]): number {
  for (const { what, figure, isKept } of rows)
    console.log(`${isKept === null ? '    ' : isKept ? 'kept' : 'LOST'}  ${what}\n      ${figure}`);
  return rows.filter(({ isKept }) => isKept === false).length;
}
