/** Results of a command as rows: promises that were kept or broken, and figures beside them. */

export interface Row {
  what: string;
  figure: string;
  /** whether the promise was kept; null for what is measured beside it */
  isKept: boolean | null;
}

/** Prints rows as they come, and whether all promises were kept: where one was not, the exit code is 1. */
export async function printResults(parts: AsyncIterable<readonly Row[]>): Promise<void> {
  process.exitCode = 1;
  let broken = 0;
  for await (const rows of parts)
    for (const { what, figure, isKept } of rows) {
      console.log(`${isKept === null ? '    ' : isKept ? 'kept' : 'LOST'}  ${what}\n      ${figure}`);
      if (isKept === false) broken++;
    }
  console.log(broken === 0 ? 'every promise was kept' : `promises broken: ${broken}`);
  process.exitCode = broken === 0 ? 0 : 1;
}
