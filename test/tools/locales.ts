/** Locales of the programs: a decimal point, and two with a comma. */
import { join } from 'node:path';
import { run } from './programs.ts';

export const locales = ['en_US', 'de_DE', 'fr_FR'] as const;
export type Locale = (typeof locales)[number];

/** Compiles a locale into a folder. @returns the environment in which programs use it */
export function useLocale(locale: Locale, folder: string): NodeJS.ProcessEnv {
  const name = `${locale}.UTF-8`;
  const { code, output } = run('localedef', ['-i', locale, '-f', 'UTF-8', join(folder, name)]);
  if (code !== 0) throw new Error(output);
  return { LOCPATH: folder, LC_ALL: name, LANGUAGE: '' };
}
