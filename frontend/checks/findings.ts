// What a check says, and its sentence in a language: the same as gawah/checks/findings.py and words.py.

export interface Finding { code: string; where: string; values: Record<string, string> }

export interface Report { what: string; kind: string; findings: Finding[]; looked_for: string[]; left_out: string[] }

export const found = (code: string, where: string, values: Record<string, string> = {}): Finding => ({ code, where, values });

const key = ({ code, where, values }: Finding): string =>
  JSON.stringify([code, where, Object.keys(values).sort().map((name) => [name, values[name]])]);

/** Nothing twice, in the order it was met. */
export function once(findings: Iterable<Finding>): Finding[] {
  const seen = new Map<string, Finding>();
  for (const each of findings) if (!seen.has(key(each))) seen.set(key(each), each);
  return [...seen.values()];
}

/** The sentence of a finding; `words` are those of gawah/checks/words in one language. */
export function sentence(finding: Finding, words: Record<string, string>): string {
  return words[finding.code]!.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const value = finding.values[name] ?? "";
    return name.endsWith("_kind") ? words[`kind.${value}`]! : `\u2068${shown(value)}\u2069`;
  });
}

const LONGEST = 200; // characters of a value that are shown

/** Text from a file for people: nothing unseen in it, but joiners that are spelling; not too long. */
export function shown(text: string): string {
  const seen = text.replace(/[\p{C}\p{Zl}\p{Zp}]|[^\S ]/gu, (each) => {
    if (each === "\u200c" || each === "\u200d") return each;
    return `⟨U+${each.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
  const characters = Array.from(seen);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : seen;
}
