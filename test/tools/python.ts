/** The machine's Python with NumPy. */
import { spawnSync } from 'node:child_process';

export interface Run {
  code: number | null;
  output: string;
}

function run(python: string, args: string[], input: string): Run {
  const { status, stdout, stderr } = spawnSync(python, args, {
    input,
    encoding: 'utf8',
    env: { ...process.env, MPLBACKEND: 'agg' },
  });
  return { code: status, output: `${stdout}${stderr}` };
}

const python = ['/usr/bin/python3', 'python3'].find((one) => run(one, ['-c', 'import numpy'], '').code === 0);

/** @throws where there is no Python with NumPy: the draws are NumPy's, and only it can say so */
export function pythonOrThrow(): string {
  if (!python) throw new Error('This needs Python with NumPy (on Debian: apt-get install python3-numpy).');
  return python;
}

/** Runs a program. */
export const runPython = (program: string): Run => run(pythonOrThrow(), ['-'], program);
