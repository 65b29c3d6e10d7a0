/** Chromium executables: the machine's own, or the one that npm installs. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import sparticuz from '@sparticuz/chromium';

const installed = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Nothing is looked up outside the machine, and root can run it. */
const args = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-sync', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update'],
];

/** Without a locale of its own, or under LANG=C, Chromium's is en-US@posix, which Intl refuses. */
const env = { ...process.env, LC_ALL: 'en_US.UTF-8' };

/** Launch options of the machine's own Chromium; of npm's where there is none. */
export async function anyChromium() {
  const found = installed.find((path) => path && existsSync(path));
  return { executablePath: found ?? (await sparticuz.executablePath()), args, env };
}

/** Whether npm's Chromium runs here: there is a binary for one platform. */
export const isPinnedRunnable = process.platform === 'linux' && process.arch === 'x64';

/**
 * Launch options of npm's Chromium, whose fonts and font settings are its own too. Reference pictures are made and
 * compared with this one alone: another version, hinting or fallback font draws the same text with other pixels.
 */
export async function pinnedChromium() {
  const executablePath = await sparticuz.executablePath();
  const fonts = { FONTCONFIG_PATH: join(dirname(executablePath), 'fonts') };
  return { executablePath, args: [...args, '--font-render-hinting=none'], env: { ...env, ...fonts } };
}

/** Launch options of Chromium 92, the oldest that pages are made for; of July 2021, from npm. */
export async function oldChromium() {
  const executablePath = join(tmpdir(), 'chromium-92');
  if (!existsSync(executablePath)) {
    const packed = fileURLToPath(import.meta.resolve('chrome-aws-lambda/bin/chromium.br'));
    const own = `${executablePath}-${process.pid}`;
    await writeFile(own, brotliDecompressSync(await readFile(packed)), { mode: 0o755 });
    await rename(own, executablePath);
  }
  return { executablePath, args, env };
}
