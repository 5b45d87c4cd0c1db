// How long a sealed thing is allowed to be: the same as gawah/envelope/padding.py.

import { joined, type Bytes } from "./bytes";
import { Refused } from "./refused";

const KIB = 1024;
const LENGTH = 4;
export const REPORT_BUCKETS: readonly number[] = [4, 8, 16, 32, 64].map((size) => size * KIB);
export const MESSAGE_BUCKETS: readonly number[] = [4 * KIB];
export const PART = 4096 * KIB;
export const PART_BUCKETS: readonly number[] = [64, 256, 1024, 4096].map((size) => size * KIB);

/** The smallest bucket that holds `size` bytes. */
export function bucket(size: number, buckets: readonly number[]): number {
  const found = buckets.find((each) => size <= each);
  if (found === undefined) throw new Refused("too-long", "This is longer than what can be sealed in one piece.");
  return found;
}

/** Length, content, zeros. */
export function padded(content: Uint8Array, buckets: readonly number[]): Bytes {
  const whole = new Uint8Array(bucket(LENGTH + content.length, buckets));
  new DataView(whole.buffer).setUint32(0, content.length);
  whole.set(content, LENGTH);
  return whole;
}

/** The content; refused unless it is padded exactly as `padded` does. */
export function unpadded(plaintext: Uint8Array, buckets: readonly number[]): Bytes {
  const wrong = () => new Refused("malformed", "What was sealed is not padded as it should be.");
  if (!buckets.includes(plaintext.length)) throw wrong();
  const length = new DataView(plaintext.buffer, plaintext.byteOffset).getUint32(0);
  const end = LENGTH + length;
  if (end > plaintext.length || bucket(end, buckets) !== plaintext.length) throw wrong();
  if (plaintext.subarray(end).some((byte) => byte !== 0)) throw wrong();
  return joined(plaintext.subarray(LENGTH, end));
}
