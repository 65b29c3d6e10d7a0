/** Keys, ids and codes: cryptographically random, stored as hashes, compared in constant time. */
import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
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

const passLength = 6;

/** A session's pass: letters beside its code in the QR code, which nobody guesses with it. Every server computes it. */
export function passOf(hostKeyHash: string): string {
  let number = createHmac('sha256', hostKeyHash).update('pass').digest().readUIntBE(0, 6);
  return Array.from({ length: passLength }, () => {
    const letter = codeLetters[number % codeLetters.length];
    number = Math.floor(number / codeLetters.length);
    return letter;
  }).join('');
}

/**
 * An address as it is kept with a session: 24 bits of a hash keyed by that session. They tell addresses apart, and 256
 * IPv4 addresses share each value, so that nobody learns from it which one it was.
 */
export function fingerprintOf(address: string, hostKeyHash: string): string {
  return createHmac('sha256', hostKeyHash).update(`address ${address}`).digest('hex').slice(0, 6);
}

/** A session's name in the server's log, where its id would give access to its replay. */
export function nameInLog(id: string): string {
  return hashOf(id).slice(0, 8);
}

/** Whether a key has this hash; takes the same time for every wrong key. */
export function isKeyOf(key: string | undefined, hash: string): boolean {
  return key !== undefined && timingSafeEqual(Buffer.from(hashOf(key), 'hex'), Buffer.from(hash, 'hex'));
}
