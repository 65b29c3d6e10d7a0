/** R export: a program that draws every text of a finished session again and compares. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inChunks } from './chunks.ts';
import { drawsOf } from './draws.ts';
import { rolloutsOf, type StoredSession } from './stored-session.ts';
import { turnsOf } from './turns.ts';

const program = readFileSync(join(import.meta.dirname, 'program.R'), 'utf8');
const marker = 'DATA <- list()\n';
const [head, tail] = program.split(marker) as [string, string];

/** The program with the session's data, but without names, in chunks that are made as they are read. */
export function rOf(session: StoredSession): AsyncIterable<string> {
  return inChunks(partsOf(session));
}

async function* partsOf(session: StoredSession): AsyncGenerator<string> {
  const { title, config, commitment, secret } = session.head;
  const { last } = session;
  const { regime } = config;
  const { given, fixed, revealed } = drawsOf(session);
  const bytes = revealed.map(([player, own]) => `${player} ${own}\n`).join('');
  const data: Record<string, string | number> = {
    title: literal(title || 'Token Telephone'),
    text_length: config.textLength,
    rounds: config.rounds,
    start: hexadecimal(config.start),
    regime: literal(regime.kind),
    fresh: hexadecimal(regime.kind === 'mix' ? regime.fresh : 0),
    writing: literal(config.writing),
    models: rolloutsOf(session),
    finished: literal(last.type === 'finished' ? last.reason : 'stopped'),
    commitment: literal(commitment),
    secret: literal(secret!),
    given: given ? 'TRUE' : 'FALSE',
    fixed: literal(fixed ?? ''),
    revealed: `"\nplayer bytes\n${bytes}"`,
  };
  const fields = Object.entries(data).map(([name, value]) => `  ${name} = ${value},\n`);
  yield `${head}DATA <- list(\n${fields.join('')}  turns = "\nmodel round text ones p\n`;
  for await (const { rollout, round, text, ones, pNext } of turnsOf(session)) {
    const p = pNext === null ? '-' : hexadecimal(pNext);
    yield `${rollout + 1} ${round + 1} ${text} ${ones ?? '-'} ${p}\n`;
  }
  yield `"\n)\n${tail}`;
}

/** A literal of R, in ASCII, whatever the encoding of the reader's locale. */
function literal(text: string): string {
  const escaped = Array.from(text.toWellFormed().replaceAll('\0', ''), (character) => {
    const code = character.codePointAt(0)!;
    if (code >= 32 && code < 127) return /["\\]/.test(character) ? `\\${character}` : character;
    return `\\${code > 0xffff ? 'U' : 'u'}{${code.toString(16)}}`;
  });
  return `"${escaped.join('')}"`;
}

/**
 * A share with all its bits, as in C's `%a`: R's reading of decimals need not be exact where `long double` is no longer
 * than a double.
 *
 * @param share finite, at least 0
 */
function hexadecimal(share: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, share);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const digits = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0').replace(/0+$/, '');
  const [lead, power] = exponent === 0 ? [0, digits === '' ? 0 : -1022] : [1, exponent - 1023];
  return `0x${lead}${digits && `.${digits}`}p${power}`;
}
