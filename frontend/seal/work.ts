// Proof of work: leading zero bits of SHA-256 over ciphertext hash, challenge and nonce.

import { joined, type Bytes } from "./bytes";
import { sha256 } from "./derive";

const HASH = 32;
const CHALLENGE = 32;
const NONCE = 8;

/** How many leading zero bits; 0 where a length is wrong. */
export function bits(ciphertextHash: Uint8Array, challenge: Uint8Array, nonce: Uint8Array): number {
  if (ciphertextHash.length !== HASH || challenge.length !== CHALLENGE || nonce.length !== NONCE) return 0;
  let found = 0;
  for (const byte of sha256(joined(ciphertextHash, challenge, nonce))) {
    found += Math.clz32(byte) - 24;
    if (byte !== 0) break;
  }
  return found;
}

/** The first nonce from `start` on that has `wanted` bits, or null after `tries`: a page asks in short turns. */
export function find(
  ciphertextHash: Uint8Array,
  challenge: Uint8Array,
  wanted: number,
  start: number,
  tries: number,
): Bytes | null {
  const nonce = new Uint8Array(NONCE);
  const view = new DataView(nonce.buffer);
  for (let number = start; number < start + tries; number++) {
    view.setBigUint64(0, BigInt(number));
    if (bits(ciphertextHash, challenge, nonce) >= wanted) return nonce;
  }
  return null;
}
