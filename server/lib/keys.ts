/** Keys, ids and codes: cryptographically random, stored as hashes, compared in constant time. */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { codeLength, codeLetters } from '../../shared/wire/room-code.ts';

/** 128 random bits in base64url: a session's id, or its host's key. */
export function randomKey(): string {
  return randomBytes(16).toString('base64url');
}

/** A session's secret: 32 lower-case hex characters. */
export function randomSecret(): string {
  return randomBytes(16).toString('hex');
}

export function randomCode(): string {
  return Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join('');
}

/** SHA-256 of a key, as 64 hex characters. Keys themselves are never stored. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** A session's name in the server's log, where its id would give access to its replay. */
export function nameInLog(id: string): string {
  return hashOf(id).slice(0, 8);
}

/** Whether a key has this hash; takes the same time for every wrong key. */
export function isKeyOf(key: string | undefined, hash: string): boolean {
  return key !== undefined && timingSafeEqual(Buffer.from(hashOf(key), 'hex'), Buffer.from(hash, 'hex'));
}
