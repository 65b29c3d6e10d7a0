/** Commitment to a session's secret, and seeds of turns derived from it. */
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
 * The seed of one turn: the first four bytes, big-endian, of HMAC-SHA256(secret, "rollout/round").
 *
 * @param secret 32 lower-case hex characters
 * @returns an integer in [0, 2^32)
 */
export function turnSeed(secret: string, rollout: number, round: number): number {
  return firstFour(hmac(sha256, hexToBytes(secret), utf8ToBytes(`${rollout}/${round}`)));
}

/** The seed of the simulated rollouts on a board: the first four bytes of the commitment, big-endian. */
export function simulationSeed(commitment: string): number {
  return firstFour(hexToBytes(commitment));
}

function firstFour(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}
