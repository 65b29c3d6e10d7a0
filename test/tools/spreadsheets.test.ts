/** The workbook in spreadsheets of three languages: what is in it after it has been opened and saved, as docs/tables.md says. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { columns, type Turn } from '../../server/http/exports/turns.ts';
import { temporaryFolder } from '../support/tmp.ts';
import { locales, useLocale, type Locale } from './locales.ts';
import { run } from './programs.ts';
import { bytesOf, nameOf, sessions, turnsIn } from './sessions.ts';

/** Opens workbooks, and saves each in another format. */
type Save = (files: string[], format: 'xlsx' | 'csv', folder: string) => void;

interface Setting {
  locale: Locale;
  folder: string;
  environment: NodeJS.ProcessEnv;
}

/** Calc has its locale in its user profile. */
function calcIn({ locale, folder }: Setting): Save {
  const profile = join(folder, 'profile');
  mkdirSync(join(profile, 'user'), { recursive: true });
  const item = `<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>${locale.replace('_', '-')}</value></prop></item>`;
  writeFileSync(
    join(profile, 'user', 'registrymodifications.xcu'),
    `<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">${item}</oor:items>`,
  );
  return (files, format, target) => {
    const where = [`-env:UserInstallation=file://${profile}`, '--headless'];
    const { code, output } = run('calc', [...where, '--convert-to', format, '--outdir', target, ...files]);
    if (code !== 0) throw new Error(output);
  };
}

function gnumericIn({ environment }: Setting): Save {
  return (files, format, target) => {
    for (const file of files) {
      const saved = join(target, file.split('/').at(-1)!.replace(/xlsx$/, format));
      const { code, output } = run('gnumeric', [file, saved], '', environment);
      if (code !== 0) throw new Error(output);
    }
  };
}

const spreadsheets: [name: string, open: (setting: Setting) => Save, savedDigits: number][] = [
  ['Calc', calcIn, 15],
  ['Gnumeric', gnumericIn, 17],
];

/** The cells of a turn; p is the saved one where that is the same to so many digits. */
function cellsOf(turn: Turn, saved: readonly unknown[], digits: number): unknown[] {
  const share = (p: number, cell: unknown) => (isSame(p, cell, digits) ? cell : p);
  return [
    ...[turn.rollout + 1, turn.round + 1, share(turn.p, saved[2]), turn.text, turn.ones],
    ...[share(turn.pNext!, saved[5]), nameOf(turn.writtenBy), nameOf(turn.refittedBy)],
    ...[new Date(turn.writtenAt), new Date(turn.refittedAt!)],
  ];
}

/** Whether a cell is a number to so many digits; 17 are all of a double. */
function isSame(p: number, cell: unknown, digits: number): boolean {
  if (typeof cell !== 'number' || digits === 17) return cell === p;
  const unit = 10 ** (Math.floor(Math.log10(p || 1)) + 1 - digits);
  // half a unit, and what the doubles themselves are off
  return Math.abs(cell - p) <= 0.6 * unit;
}

describe.each(locales)('in %s', (locale) => {
  const folder = temporaryFolder();
  const files = [...sessions.keys()].map((session) => join(folder.path, `${session}.xlsx`));
  let setting: Setting;

  beforeAll(async () => {
    setting = { locale, folder: folder.path, environment: useLocale(locale, folder.path) };
    for (const [index, session] of [...sessions.keys()].entries())
      writeFileSync(files[index]!, await bytesOf(session, 'xlsx'));
    return () => folder.remove();
  });

  test.each(spreadsheets)('%s keeps every cell, and its type', async (name, open, savedDigits) => {
    const saved = join(folder.path, name);
    mkdirSync(saved);
    const save = open(setting);
    save(files, 'xlsx', saved);
    for (const session of sessions.keys()) {
      const { sheets } = await readXlsx(readFileSync(join(saved, `${session}.xlsx`)));
      const [header, ...rows] = sheets[0]!.rows;
      expect(header).toEqual(columns);
      const turns = await turnsIn(session);
      expect(rows).toEqual(turns.map((turn, place) => cellsOf(turn, rows[place]!, savedDigits)));
    }
    // the sign shows that the program was in this locale
    save([join(folder.path, 'shares.xlsx')], 'csv', saved);
    const sign = locale === 'en_US' ? '.' : ',';
    expect(readFileSync(join(saved, 'shares.csv'), 'utf8')).toContain(`0${sign}3`);
  });
});
