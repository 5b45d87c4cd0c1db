// Ed25519 with one rule for every reader: the same as gawah/envelope/ed25519.py, which says why. The library's own
// verification lets more pass, since it multiplies by the cofactor; so the equation is written out here.

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { hex, joined, same } from "./bytes";

const KEY = 32;
const SIGNATURE = 64;

const { Point } = ed25519;
const P = Point.Fp.ORDER;
const EIGHTH = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n; // y of a point of order 8
const SMALL: readonly bigint[] = [0n, 1n, P - 1n, EIGHTH, P - EIGHTH];

/** Whether `data` may be a key or an R: canonical, and not of small order. That it is on the curve is not told. */
export function isPoint(data: Uint8Array): boolean {
  const y = number(data) & ((1n << 255n) - 1n);
  return data.length === KEY && y < P && !SMALL.includes(y);
}

/** Whether `signature` over `message` is by the holder of `key`. */
export function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const r = signature.subarray(0, KEY);
  if (signature.length !== SIGNATURE || !isPoint(key) || !isPoint(r)) return false;
  const s = number(signature.subarray(KEY));
  if (s >= Point.Fn.ORDER) return false;
  let holder;
  try {
    holder = Point.fromBytes(key);
  } catch {
    return false; // not on the curve
  }
  const k = Point.Fn.create(number(sha512(joined(r, key, message))));
  return same(Point.BASE.multiplyUnsafe(s).subtract(holder.multiplyUnsafe(k)).toBytes(), r);
}

/** Little endian. */
const number = (bytes: Uint8Array): bigint => BigInt(`0x${hex(Uint8Array.from(bytes).reverse()) || "0"}`);
