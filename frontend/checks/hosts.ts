// The host of an address as one text for comparing: the same as gawah/checks/hosts.py.

import { isAscii } from "./letters";
import { decode } from "./punycode";
import { letters } from "./tables";

/** A host; `name` is for comparing, `given` is what was written. */
export interface Host {
  given: string; name: string; labels: string[]; number: boolean; punycode: boolean; trailingDot: boolean;
}

const NUMBER = /^(?:0x[0-9a-f]*|[0-9]+)$/;
const PLAIN_QUAD = /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/;
const BARRED = /[\x00-\x20#/:<>?@\\^|%[\]\x7f]/;
const DOTS = new RegExp(`[${letters.dots}。]`, "gu");

/** The host that `given` writes; undefined when it writes none. */
export function readHost(given: string): Host | undefined {
  if (given.startsWith("[") && given.endsWith("]")) {
    const name = version6(given.slice(1, -1));
    return name ? { given, name, labels: [name], number: true, punycode: false, trailingDot: false } : undefined;
  }
  const text = unescaped(given).normalize("NFKC").toLowerCase().replace(DOTS, ".");
  const bare = text.replace(/\.+$/, "");
  if (!bare || Array.from(text).length > 253 || BARRED.test(bare) || bare.includes("..") || bare.startsWith(".")) return undefined;
  const trailingDot = bare !== text;
  const written = bare.split(".");
  if (NUMBER.test(written[written.length - 1]!)) {
    const name = version4(bare);
    return name ? { given, name, labels: [name], number: true, punycode: false, trailingDot } : undefined;
  }
  const decoded = written.map(labelOf);
  const punycode = decoded.some((each, at) => each !== written[at]);
  const name = decoded.join(".");
  return { given, name, labels: decoded, number: false, punycode, trailingDot };
}

function labelOf(label: string): string {
  const folded = label.startsWith("xn--") ? decode(label.slice(4)).normalize("NFKC").toLowerCase() : "";
  return folded && !isAscii(folded) && !BARRED.test(folded) && !folded.includes(".") ? folded : label;
}

/** Text without percent signs where they write UTF-8. */
function unescaped(text: string): string {
  if (!text.includes("%")) return text;
  const bytes: number[] = [];
  const raw = new TextEncoder().encode(text);
  for (let at = 0; at < raw.length; at += 1) {
    const pair = raw[at] === 0x25 ? String.fromCharCode(...raw.subarray(at + 1, at + 3)) : "";
    if (/^[0-9A-Fa-f]{2}$/.test(pair)) {
      bytes.push(parseInt(pair, 16));
      at += 2;
    } else {
      bytes.push(raw[at]!);
    }
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes));
}

/** An address of version 4 as browsers read it (WHATWG URL, "IPv4 parser"). */
function version4(text: string): string {
  const parts = text.split(".");
  if (parts.length > 4 || !parts.every((part) => NUMBER.test(part))) return "";
  const numbers = parts.map(numberOf);
  const last = numbers[numbers.length - 1]!;
  if (Math.min(...numbers) < 0 || numbers.slice(0, -1).some((each) => each > 255) || last >= 256 ** (5 - numbers.length)) return "";
  const whole = numbers.slice(0, -1).reduce((sum, each, place) => sum + each * 256 ** (3 - place), last);
  return [24, 16, 8, 0].map((shift) => Math.floor(whole / 2 ** shift) % 256).join(".");
}

function numberOf(part: string): number {
  let [digits, radix] = [part, 10];
  if (part.startsWith("0x")) [digits, radix] = [part.slice(2), 16];
  else if (part.length > 1 && part.startsWith("0")) [digits, radix] = [part.slice(1), 8];
  digits = digits.replace(/^0+/, "") || "0";
  return digits.length > 12 || (radix === 8 && /[89]/.test(digits)) ? -1 : parseInt(digits, radix);
}

/** An address of version 6 as eight groups in brackets; empty for what is none. */
function version6(given: string): string {
  let text = given.split("%")[0]!;
  const quad = /^(.*:)((?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3})$/.exec(text);
  if (quad) {
    const bytes = quad[2]!.split(".").map(Number);
    if (bytes.some((byte) => byte > 255)) return "";
    text = `${quad[1]}${(bytes[0]! * 256 + bytes[1]!).toString(16)}:${(bytes[2]! * 256 + bytes[3]!).toString(16)}`;
  }
  const halves = text.split("::").map((half) => (half ? half.split(":") : []));
  if (halves.length > 2 || halves.flat().some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return "";
  const missing = 8 - halves.flat().length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return "";
  const groups = halves.length === 2 ? [...halves[0]!, ...Array<string>(missing).fill("0"), ...halves[1]!] : halves[0]!;
  return `[${groups.map((group) => parseInt(group, 16).toString(16)).join(":")}]`;
}

export const isPlainNumber = (given: string): boolean => PLAIN_QUAD.test(given);
