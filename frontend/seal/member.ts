// What only a member's browser needs: hashes and passphrases as words, coarse counts, and signing the log of members.

import english from "../../gawah/envelope/bip39_english.txt";
import { joined, unhex, utf8 } from "./bytes";
import { sha256 } from "./derive";

export * as log from "./log";
export * as signing from "./signing";

const words = english.trim().split("\n");
const BITS = 11;

/** Eight words to read aloud: the first 88 bits of the SHA-256 of `data`. */
export function fingerprint(data: Uint8Array): string[] {
  const bits = Array.from(sha256(data).subarray(0, BITS), (byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: 8 }, (_, at) => words[parseInt(bits.slice(at * BITS, (at + 1) * BITS), 2)]!);
}

/** The eight words of a member's keys, which whoever vouches compares with whoever joins. */
export const memberWords = (signing: string, recipient: string): string[] =>
  fingerprint(joined(unhex(signing), utf8(recipient)));

/** The eight words of a log, of its first entry's bytes: to print, to read aloud, to publish. */
export const genesisWords = (entry: Uint8Array): string[] => fingerprint(entry);

/** Seven words drawn at random: 77 bits. */
export function newPassphrase(): string {
  const drawn = crypto.getRandomValues(new Uint16Array(7));
  return Array.from(drawn, (value) => words[value & (2 ** BITS - 1)]!).join(" ");
}

/** `0`, `under 5`, else down to a multiple of 5. */
export const rounded = (count: number): string => (count > 0 && count < 5 ? "under 5" : String(count - (count % 5)));
