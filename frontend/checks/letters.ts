// Characters that are not seen, that turn the order of what is seen, or that look like others: gawah/checks/letters.py.

import { found, type Finding } from "./findings";
import { letters, scriptOf, unseen } from "./tables";

const SYMBOLS = 0x2190;
const KEYCAPS = "0123456789#*\u00a9\u00ae\u203c\u2049";
const SHOWN = 40;
const european = new Set(letters.european);
const rightToLeft = new Set(letters.right_to_left);
const joining = new Set(letters.joining);
const lookalikes: Record<string, string> = letters.lookalikes;
const alike: Record<string, string> = { ...letters.resembling, ...lookalikes };
const isMark = (character: string): boolean => /\p{Mn}/u.test(character);

export const script = (character: string): string => (character >= "0" && character <= "9" ? "" : scriptOf(character));

export const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** Everything about the letters of a text. `isolates`: whether it may hold direction isolates beside its letters. */
export function* inLetters(text: string, where: string, isolates = false): Generator<Finding> {
  if (/^[ -~]*$/.test(text)) return;
  const [direction, invisible] = hidden(text, isolates);
  if (direction.length) yield found("letters.direction", where, { characters: points(direction) });
  if (invisible.length) yield found("letters.invisible", where, { characters: points(invisible) });
  for (const [word, names] of mixedWords(text)) {
    yield found("letters.mixed", where, { scripts: names.join(", "), word: Array.from(word).slice(0, SHOWN).join("") });
  }
}

function hidden(text: string, isolates: boolean): [string[], string[]] {
  const characters = Array.from(text);
  const direction = new Set<string>();
  const invisible = new Set<string>();
  const mirrored = characters.some((each) => rightToLeft.has(script(each)));
  characters.forEach((character, at) => {
    const kind = unseen(character);
    if (kind === "override" || (kind === "isolate" && !(isolates && mirrored)) || (kind === "mark" && !mirrored)) {
      direction.add(character);
    } else if (
      kind === "invisible" || (kind === "joiner" && !joins(characters, at)) ||
      (kind === "variation" && !varies(characters, at))
    ) {
      invisible.add(character);
    }
  });
  return [[...direction], [...invisible]];
}

function joins(text: string[], at: number): boolean {
  let before = at - 1;
  while (before >= 0 && isMark(text[before]!) && unseen(text[before]!) !== "variation") before -= 1;
  if (before < 0) return false;
  if (joining.has(script(text[before]!))) return true;
  return text[at] === "\u200d" && symbol(text[before]!) && at + 1 < text.length && symbol(text[at + 1]!);
}

const varies = (text: string[], at: number): boolean =>
  at > 0 && (symbol(text[at - 1]!) || KEYCAPS.includes(text[at - 1]!));

const symbol = (character: string): boolean => character.codePointAt(0)! >= SYMBOLS && !script(character);

/** Words with letters of two European scripts, with the names of the scripts. */
function* mixedWords(text: string): Generator<[string, string[]]> {
  for (const [word, names] of words(text)) {
    const of = [...names].filter((name) => european.has(name)).sort();
    if (of.length > 1) yield [word, of];
  }
}

function* words(text: string): Generator<[string, Set<string>]> {
  let word = "";
  let names = new Set<string>();
  for (const character of `${text} `) {
    const of = script(character);
    if (of) {
      word += character;
      names.add(of);
    } else if (word && isMark(character)) {
      word += character;
    } else if (word) {
      yield [word, names];
      word = "";
      names = new Set();
    }
  }
}

export const scriptsOf = (text: string): Set<string> => new Set(Array.from(text, script).filter(Boolean));

/** Text with each letter as the Latin one it can be taken for (after UTS 39): for comparing, not for showing. */
export function skeleton(text: string): string {
  const apart = text.normalize("NFKC").toLowerCase().normalize("NFKD");
  return Array.from(apart).filter((each) => !isMark(each)).map((each) => alike[each] ?? each).join("");
}

/** The Latin letters a word can be taken for that has none itself; empty when it cannot. */
export function takenFor(text: string): string {
  const of = [...scriptsOf(text)];
  if (of.length !== 1 || !european.has(of[0]!) || of[0] === "Latin") return "";
  const looks = Array.from(text, (each) => lookalikes[each] ?? each).join("");
  return isAscii(looks) ? looks : "";
}

/** The skeleton with the digits and pairs that imitate letters (1 for l, rn for m) as those letters. */
export function imitationOf(text: string): string {
  return letters.sequences.reduce((bones, [pair, letter]) => bones.replaceAll(pair!, letter!), skeleton(text));
}

const points = (characters: string[]): string => characters.slice(0, 8)
  .map((each) => `U+${each.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`).join(" ");
