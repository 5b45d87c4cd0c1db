// The return code, and what is derived from it: the same as gawah/envelope/return_code.py.

import { bech32 } from "@scure/base";

import { recipientOf } from "./age";
import { hex, joined, unhex, utf8, type Bytes } from "./bytes";
import { derived, fingerprint, random } from "./derive";
import { HASH, isName } from "./json";
import type { Returning } from "./manifest";
import type { Sender } from "./messages";
import { Refused } from "./refused";

const BYTES = 16;
const DIGITS = 40;
const LENGTH = DIGITS + 2;
const BETWEEN = /[\t-\r \-\u00a0\u00ad\u061c\u2000-\u2015\u2028-\u202f\u2060\u2066-\u2069\u2212\u3000\ufeff]+/g;

export const create = (): Bytes => random(BYTES);

/** Seven groups of six Western digits; the page shows them in its own. */
export function encode(code: Uint8Array): string {
  const number = BigInt(`0x${hex(code)}`);
  const digits = number.toString().padStart(DIGITS, "0") + check(number);
  return digits.match(/.{6}/g)!.join(" ");
}

/** The bytes of what was typed in Western, Arabic or Urdu digits; refused as `letter`, `length` or `check`. */
export function decode(typed: string): Bytes {
  const digits = typed.replace(BETWEEN, "").replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15));
  if (!/^[0-9]*$/.test(digits)) throw new Refused("letter", "A return code has only digits.");
  if (digits.length !== LENGTH) throw new Refused("length", `A return code has ${LENGTH} digits.`);
  const number = BigInt(digits.slice(0, DIGITS));
  if (digits.slice(DIGITS) !== check(number) || number >> BigInt(8 * BYTES) !== 0n) {
    throw new Refused("check", "The return code has a mistyped digit.");
  }
  return unhex(number.toString(16).padStart(2 * BYTES, "0"));
}

/** ISO 7064 MOD 97-10. */
const check = (number: bigint): string => String(98n - ((number * 100n) % 97n)).padStart(2, "0");

export const locator = (code: Uint8Array): Bytes => derived(code, "locator");

/** Whoever shows it withdraws one use, or without one all of it. */
export const withdrawalToken = (code: Uint8Array, use?: string): Bytes =>
  derived(code, use === undefined ? "withdraw" : `withdraw/${use}`);

/** SHA-256 of each use's token, and under "" of the one for all: what the server keeps. */
export const withdrawalHashes = (code: Uint8Array, uses: readonly string[]): Record<string, string> =>
  Object.fromEntries(["", ...uses].map((use) => [use, fingerprint(withdrawalToken(code, use || undefined))]));

/**
 * One SHA-256 over all of them, sealed in the report, so that no server can put hashes of its own there. Refused for
 * anything but names and hashes: what is written otherwise would be the same bytes, and match no token.
 */
export function withdrawalDigest(hashes: Record<string, string>): string {
  if (!Object.entries(hashes).every(([use, hash]) => (use === "" || isName(use)) && HASH(hash))) {
    throw new Refused("malformed", "The hashes of the withdrawal tokens are not of their form.");
  }
  return fingerprint(joined(...Object.keys(hashes).sort().map((use) => joined(utf8(`${use}\n`), unhex(hashes[use]!)))));
}

/** The reporter's key: opens the team's messages and the note of consents, not the report. */
export const identity = (code: Uint8Array): string =>
  bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", derived(code, "identity")).toUpperCase();

export const talkKey = (code: Uint8Array, sender: Sender): Bytes => derived(code, `talk/${sender}`);

/** What of all this is sealed in the report, for the team. */
export const returning = async (code: Uint8Array, uses: readonly string[]): Promise<Returning> => ({
  locator: fingerprint(locator(code)),
  recipient: await recipientOf(identity(code)),
  talk_reporter: hex(talkKey(code, "reporter")),
  talk_team: hex(talkKey(code, "team")),
  withdrawal: withdrawalDigest(withdrawalHashes(code, uses)),
});
