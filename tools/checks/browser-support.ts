/** Browser support: the built pages use only what the oldest browsers have. Run after a build. */
import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { oldestBrowsers } from '../../vite.config.ts';
import { missingInScript, missingInStyle } from './browser-features.ts';

const dist = join(import.meta.dirname, '../../dist');

/** What may be missing, and why nothing is lost. */
const optional: Record<string, string> = {
  WebTransport: 'Socket.IO uses it where it is asked to',
  OffscreenCanvas: 'of the worker that is not started without it',
  '.transferControlToOffscreen': 'looked for: without it the page paints itself',
  '.wakeLock': 'looked for: without it the screen may go dark',
  '.requestFullscreen': 'tried: the host is told that there is none',
  '.exitFullscreen': 'the same',
  '.fullscreenElement': 'the same',
  'Uint8Array.fromHex': 'looked for by @noble/hashes',
  '.toHex': 'the same',
  '.actions': 'a name of our own',
  '.address': 'the same',
  '.bytes': 'the same',
  '.capture': 'the same',
  '.connection': 'the same',
  '.effects': 'the same, in Svelte',
  '.fullScreen': 'the same',
  '.share': 'the same',
  ':user-invalid': 'the border of a field that is wrong; what is wrong is also said',
  '@media (forced-colors)': 'for a mode that is not there without it',
  'forced-color-adjust': 'the same',
  'forced-color-adjust: none': 'the same',
  'accent-color': 'the colour of sliders and check boxes',
  'justify-content: safe': 'the row of controls is not centred',
  'print-color-adjust': '-webkit-print-color-adjust stands beside it',
  'print-color-adjust: exact': 'the same',
  'text-size-adjust': '-webkit-text-size-adjust stands beside it',
  'text-wrap': 'lines are broken as they come',
  'text-wrap: balance': 'the same',
  'text-wrap: pretty': 'the same',
  'user-select': '-webkit-user-select stands beside it',
  '-webkit-touch-callout': 'for iOS, which has it',
};

const read = { '.js': missingInScript, '.css': missingInStyle };
const faults: string[] = [];
const used = new Set<string>();
const files = globSync('**/*.{js,css}', { cwd: dist });
for (const file of files) {
  const code = readFileSync(join(dist, file), 'utf8');
  for (const [name, since] of read[extname(file) as keyof typeof read](code, oldestBrowsers)) {
    if (name in optional) used.add(name);
    else faults.push(`${file}: ${name} is missing before ${since}`);
  }
}
for (const name of Object.keys(optional))
  if (!used.has(name)) faults.push(`${name} may be missing, but nothing needs it`);

const words = `Chrome and Edge ${oldestBrowsers.chrome}, Safari ${oldestBrowsers.safari}, Firefox ${oldestBrowsers.firefox}`;
for (const file of ['README.md', 'client/app/public/browser.js'])
  if (!readFileSync(join(import.meta.dirname, '../..', file), 'utf8').includes(words))
    faults.push(`${file} does not say "${words}"`);

for (const fault of faults) console.error(fault);
console.log(`browser support: ${files.length} files for ${words}, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
