// The addresses in a text, and what they pretend: the same as gawah/checks/texts.py.

import { type Finding } from "./findings";
import { isPlainNumber } from "./hosts";
import { inHost, inLink, readLink, refang } from "./links";

export const MOST = 2_000;
const BETWEEN = /[\s<>"'`|«»“”„‹›،؛؟]+/u;
const STARTS = /(?:h(?:tt|xx|\*\*|__)ps?|fxp|ftps?|wss?|data|javascript|vbscript|file|intent)(?:\[:\]|\[:\/\/\]|:)/gi;
const AROUND = ".,:;!?)}*_~…۔。([\u2066\u2067\u2068\u2069\u200e\u200f\u061c";
const PARTS = /^[^@./\\:?#[\]{}()\s]+(?:\.[^@./\\:?#[\]{}()\s]+)+(?::[0-9]{1,5})?(?:[/?#][^]*)?$/u;

/** Every address in a text, as it is written there. */
export function addresses(text: string): string[] {
  const seen = new Set<string>();
  for (const token of new Set(text.split(BETWEEN))) {
    for (const each of token ? inToken(token) : []) {
      seen.add(each);
      if (seen.size === MOST) return [...seen];
    }
  }
  return [...seen];
}

function* inToken(token: string): Generator<string> {
  const starts = Array.from(token.matchAll(STARTS), (match) => match.index!);
  if (starts.length) {
    for (const [index, start] of starts.entries()) yield trimmed(token.slice(start, starts[index + 1]));
    return;
  }
  for (const part of token.split(/[,;]+/)) {
    const whole = trimmed(part);
    let start = 0;
    while (start < whole.length && AROUND.includes(whole[start]!)) start += 1;
    const bare = whole.slice(start);
    if (isBare(bare)) yield bare;
  }
}

function trimmed(token: string): string {
  const opened: Record<string, number> = { ")": token.indexOf("("), "]": token.indexOf("[") };
  let end = token.length;
  while (end) {
    const last = token[end - 1]!;
    const opens = opened[last] ?? -1;
    if (!(AROUND.includes(last) || last === "]") || (opens >= 0 && opens < end)) break;
    end -= 1;
  }
  return token.slice(0, end);
}

function isBare(token: string): boolean {
  if (!/[.[({]/.test(token)) return false;
  const plain = refang(token);
  const link = readLink(plain);
  if (plain.includes("@")) return link.email !== "";
  if (!PARTS.test(plain) || !link.host || link.scheme !== "http") return false;
  const last = link.host.labels[link.host.labels.length - 1]!;
  return link.host.number ? isPlainNumber(link.host.given) : Array.from(last).length > 1 && !/^\p{Nd}+$/u.test(last);
}

/** Everything about an address that stands in a text; a plain number there may be a version, and is none. */
export function* inAddress(given: string, where: string): Generator<Finding> {
  if (isPlainNumber(given)) return;
  const link = readLink(given);
  if (link.email && link.host) yield* inHost(link.host, where);
  else yield* inLink(given, where);
}
