// Punycode, RFC 3492: only what a check needs, which is to read it. The same as gawah/checks/punycode.py.

const DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
const BASE = 36;
const [TMIN, TMAX, SKEW, DAMP, BIAS, FIRST, LONGEST] = [1, 26, 38, 700, 72, 128, 63];

/** The letters of what follows `xn--` in a label, given in lower case; empty when it is not punycode. */
export function decode(text: string): string {
  const cut = text.lastIndexOf("-");
  const basic = text.slice(0, Math.max(cut, 0));
  const digits = text.slice(cut + 1);
  if (text.length > LONGEST || !/^[\0-\x7f]*$/.test(text) || !digits) return "";
  const points = Array.from(basic, (each) => each.codePointAt(0)!);
  let [point, at, bias, read] = [FIRST, 0, BIAS, 0];
  while (read < digits.length) {
    const [number, end] = numberAt(digits, read, bias);
    if (number < 0) return "";
    const count = points.length + 1;
    bias = adapted(number, count, at === 0 && count === basic.length + 1);
    at += number;
    point += Math.floor(at / count);
    at %= count;
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return "";
    points.splice(at, 0, point);
    at += 1;
    read = end;
  }
  return String.fromCodePoint(...points);
}

/** A number of variable length at `from`, and where it ends; -1 when it is none. */
function numberAt(digits: string, from: number, bias: number): [number, number] {
  let [number, weight, place, read] = [0, 1, BASE, from];
  while (read < digits.length) {
    const digit = DIGITS.indexOf(digits[read]!);
    if (digit < 0) break;
    read += 1;
    number += digit * weight;
    const threshold = Math.min(Math.max(place - bias, TMIN), TMAX);
    if (digit < threshold) return [number, read];
    weight *= BASE - threshold;
    if (number > 2 ** 31 || weight > 2 ** 31) return [-1, read];
    place += BASE;
  }
  return [-1, read];
}

function adapted(given: number, count: number, first: boolean): number {
  let number = Math.floor(given / (first ? DAMP : 2));
  number += Math.floor(number / count);
  let steps = 0;
  while (number > ((BASE - TMIN) * TMAX) / 2) {
    number = Math.floor(number / (BASE - TMIN));
    steps += BASE;
  }
  return steps + Math.floor(((BASE - TMIN + 1) * number) / (number + SKEW));
}
