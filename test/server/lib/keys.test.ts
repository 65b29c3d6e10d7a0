/** Keys, ids and codes: format and comparison. */
import { expect, test } from 'vitest';
import {
  fingerprintOf,
  hashOf,
  isKeyOf,
  passOf,
  randomCode,
  randomKey,
  randomSecret,
} from '../../../server/lib/keys.ts';
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

test('a session’s pass is six letters of a code, the same on every server, and another one elsewhere', () => {
  const passes = Array.from({ length: 1_000 }, (_, session) => passOf(hashOf(String(session))));
  expect(passes.every((pass) => /^[BCDFGHJKLMNPQRSTVWXZ]{6}$/.test(pass))).toBe(true);
  expect(new Set(passes).size).toBe(1_000);
  expect(passOf(hashOf('0'))).toBe(passes[0]);
});

test('of an address six hex characters are kept, which differ in another session and are shared by others', () => {
  const [one, other] = [hashOf('one'), hashOf('other')];
  expect(fingerprintOf('192.0.2.1', one)).toMatch(/^[0-9a-f]{6}$/);
  expect(fingerprintOf('192.0.2.1', one)).toBe(fingerprintOf('192.0.2.1', one));
  expect(fingerprintOf('192.0.2.1', one)).not.toBe(fingerprintOf('192.0.2.2', one));
  expect(fingerprintOf('192.0.2.1', one)).not.toBe(fingerprintOf('192.0.2.1', other));
});
