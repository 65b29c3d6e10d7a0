/** Hashes of the draws: commitment to the secret, seals of players' bytes, turn key, and seeds of turns. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * SHA-256 of the secret's 16 bytes, as 64 lower-case hex characters.
 *
 * @param secret 32 lower-case hex characters
 */
export function commitmentOf(secret: string): string {
  return bytesToHex(sha256(hexToBytes(secret)));
}

/**
 * A player's seal: SHA-256(commitment ‖ bytes), as 64 lower-case hex characters.
 *
 * @param bytes 16 random bytes, as 32 lower-case hex characters
 */
export function sealOf(commitment: string, bytes: string): string {
  return bytesToHex(sha256(hexToBytes(commitment + bytes)));
}

/** SHA-256 of a text in UTF-8, as 64 lower-case hex characters. */
export function digestOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** JSON without white space, the names of every object in order (RFC 8785); of what JSON can hold. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join()}}`;
}

/** A player and the bytes that they revealed, as 32 lower-case hex characters. */
export type Revealed = readonly [player: number, bytes: string];

/**
 * The key of all draws of a session with seals: SHA-256(secret ‖ fixed ‖ each player ‖ bytes), players in ascending
 * order and as four bytes, big-endian.
 *
 * @param fixed the digest of what the start has fixed
 * @returns 64 lower-case hex characters
 */
export function turnKey(secret: string, fixed: string, revealed: readonly Revealed[]): string {
  const parts = [...revealed]
    .sort(([a], [b]) => a - b)
    .map(([player, bytes]) => player.toString(16).padStart(8, '0') + bytes);
  return bytesToHex(sha256(hexToBytes(secret + fixed + parts.join(''))));
}

/**
 * The seed of one turn: the first four bytes, big-endian, of HMAC-SHA256(turn key, "rollout/round").
 *
 * @param key the turn key, or the secret where there is none: 64 or 32 lower-case hex characters
 * @returns an integer in [0, 2^32)
 */
export function turnSeed(key: string, rollout: number, round: number): number {
  return firstFour(hmac(sha256, hexToBytes(key), utf8ToBytes(`${rollout}/${round}`)));
}

/** The seed of the simulated rollouts on a board: the first four bytes of the commitment, big-endian. */
export function simulationSeed(commitment: string): number {
  return firstFour(hexToBytes(commitment));
}

function firstFour(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}
