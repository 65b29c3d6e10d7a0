/** Programs of the system that tests start. */
import { spawnSync } from 'node:child_process';

export interface Run {
  code: number | null;
  output: string;
}

/** A program, and the Debian packages that tests of it need. */
interface Program {
  /** names or paths, of which the first that passes `probe` is taken */
  commands: readonly string[];
  /** arguments with which it ends well where all that is needed is there */
  probe: readonly string[];
  packages: string;
}

const programs = {
  python: {
    commands: ['/usr/bin/python3', 'python3'],
    probe: ['-c', 'import numpy'],
    packages: 'python3-numpy',
  },
  pandas: {
    commands: ['/usr/bin/python3', 'python3'],
    probe: ['-c', 'import pandas, openpyxl'],
    packages: 'python3-pandas python3-openpyxl',
  },
  r: {
    commands: ['Rscript'],
    probe: ['-e', 'for (name in c("digest", "readr")) stopifnot(requireNamespace(name))'],
    packages: 'r-base-core r-cran-digest r-cran-readr',
  },
  calc: { commands: ['soffice'], probe: ['--version'], packages: 'libreoffice-calc-nogui' },
  gnumeric: { commands: ['ssconvert'], probe: ['--version'], packages: 'gnumeric' },
  csvjson: { commands: ['csvjson'], probe: ['--version'], packages: 'csvkit' },
  csvstat: { commands: ['csvstat'], probe: ['--version'], packages: 'csvkit' },
  octave: { commands: ['octave-cli'], probe: ['--version'], packages: 'octave' },
  pgbouncer: { commands: ['pgbouncer', '/usr/sbin/pgbouncer'], probe: ['--version'], packages: 'pgbouncer' },
  localedef: { commands: ['localedef'], probe: ['--help'], packages: 'locales' },
} satisfies Record<string, Program>;

type Name = keyof typeof programs;

function spawn(command: string, args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Run {
  const { status, stdout, stderr } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    env: { ...process.env, MPLBACKEND: 'agg', ...env },
    maxBuffer: 2 ** 28,
  });
  return { code: status, output: `${stdout}${stderr}` };
}

const found = new Map<Name, string>();

/** The command of a program. @throws where it, or what tests of it need, is not installed */
export function commandOf(name: Name): string {
  const { commands, probe, packages }: Program = programs[name];
  const known = found.get(name) ?? commands.find((command) => spawn(command, probe).code === 0);
  if (known === undefined)
    throw new Error(`This needs ${packages} (on Debian: apt-get install ${packages}).`);
  found.set(name, known);
  return known;
}

/** Runs a program to its end. */
export function run(name: Name, args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Run {
  return spawn(commandOf(name), args, input, env);
}
