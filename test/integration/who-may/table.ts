/** docs/who-may.md as data: the reply to every call, by role and stage. */
import { readFileSync } from 'node:fs';

/** One cell of a table. */
export interface Cell {
  call: string;
  who: string;
  stage: string;
  answer: string;
}

/**
 * The cells of the table under a heading.
 *
 * @param everyEmit what the row `every emit` stands for
 * @throws where a row has more or fewer cells than the heading
 */
export function cellsUnder(heading: string, everyEmit: readonly string[] = []): Cell[] {
  const text = readFileSync('docs/who-may.md', 'utf8').split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const table = rows.slice(rows.findIndex((line) => line.startsWith('| call '))).map(cellsOf);
  const [[, , ...stages] = [], , ...body] = table;
  return body.flatMap(([call, who, ...answers]) => {
    if (answers.length !== stages.length) throw new Error(`${call} by ${who}: a cell for each stage`);
    const calls = call === 'every emit' ? everyEmit : [call!];
    return calls.flatMap((one) =>
      who!
        .split(', ')
        .flatMap((name) =>
          stages.map((stage, index) => ({ call: one, who: name, stage, answer: answers[index]! })),
        ),
    );
  });
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
