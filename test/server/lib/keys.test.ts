/** Keys, ids and codes: format and comparison. */
import { expect, test } from 'vitest';
import { hashOf, isKeyOf, randomCode, randomKey, randomSecret } from '../../../server/lib/keys.ts';
import { parseCode } from '../../../shared/wire/room-code.ts';

test('a code is one that can be typed', () => {
  for (let i = 0; i < 200; i++) {
    const code = randomCode();
    expect(parseCode(code.toLowerCase())).toBe(code);
  }
});

test('ids and keys are 128 bits, URL-safe; a secret is 32 hex characters; none comes twice', () => {
  const keys = Array.from({ length: 100 }, randomKey);
  expect(keys.every((key) => /^[\w-]{22}$/.test(key))).toBe(true);
  expect(new Set(keys).size).toBe(100);
  expect(randomSecret()).toMatch(/^[0-9a-f]{32}$/);
});

test('of a key its SHA-256 is kept', () => {
  // FIPS 180-2, appendix B.1
  const hash = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(hashOf('abc')).toBe(hash);
  expect(isKeyOf('abc', hash)).toBe(true);
  expect(isKeyOf('abd', hash)).toBe(false);
  expect(isKeyOf('', hash)).toBe(false);
  expect(isKeyOf(undefined, hash)).toBe(false);
});
