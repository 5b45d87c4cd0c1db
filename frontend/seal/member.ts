// What only a member's browser needs: hashes and passphrases as words, and coarse counts.

import english from "../../gawah/envelope/bip39_english.txt";
import { sha256 } from "./derive";

const words = english.trim().split("\n");
const BITS = 11;

/** Eight words to read aloud: the first 88 bits of the SHA-256 of `data`. */
export function fingerprint(data: Uint8Array): string[] {
  const bits = Array.from(sha256(data).subarray(0, BITS), (byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: 8 }, (_, at) => words[parseInt(bits.slice(at * BITS, (at + 1) * BITS), 2)]!);
}

/** Seven words drawn at random: 77 bits. */
export function newPassphrase(): string {
  const drawn = crypto.getRandomValues(new Uint16Array(7));
  return Array.from(drawn, (value) => words[value & (2 ** BITS - 1)]!).join(" ");
}

/** `0`, `under 5`, else down to a multiple of 5. */
export const rounded = (count: number): string => (count > 0 && count < 5 ? "under 5" : String(count - (count % 5)));
