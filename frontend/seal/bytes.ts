// Bytes, hex and UTF-8: the few conversions everything here needs.

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Bytes => encoder.encode(text);

/** The text of strict UTF-8; throws a TypeError for anything else. */
export const text = (bytes: Uint8Array): string => decoder.decode(bytes);

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The bytes of lower-case hex that was checked before. */
export const unhex = (digits: string): Bytes =>
  Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.slice(at * 2, at * 2 + 2), 16));

export function joined(...pieces: Uint8Array[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Whether two byte strings are equal, in a time that depends on their lengths alone. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  let different = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) different |= one[at]! ^ (other[at] ?? 0);
  return different === 0;
}
