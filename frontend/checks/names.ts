// What a file's name says, and how it could be misread: the same as gawah/checks/names.py.

import { found, type Finding } from "./findings";
import { inLetters, isAscii, skeleton } from "./letters";
import { formats, letters } from "./tables";

export const RUNS = new Set(["program", "script"]);

/** Extension -> the kind of file it names. */
export const kinds = new Map<string, string>();
for (const { extensions: listed, kind } of formats.formats) {
  for (const extension of listed) if (!kinds.has(extension)) kinds.set(extension, kind);
}
for (const extension of formats.office) kinds.set(extension, "document");
for (const extension of formats.text.text!.split(" ")) if (!kinds.has(extension)) kinds.set(extension, "text");
for (const extension of formats.text.script!.split(" ")) kinds.set(extension, "script");
for (const extension of formats.programs) kinds.set(extension, "program");

const wrapping = new Set(formats.wrapping);
const addresses = new Set(formats.addresses);
const END = /[. \u00a0]+$/;

export const base = (name: string): string => name.split(/[/\\]/).pop()!;

/** Every extension of a name, in lower case and order, as Windows reads it. */
export const extensions = (name: string): string[] =>
  base(name).replace(END, "").split(".").slice(1).map((part) => part.trim().toLowerCase());

export const kindOf = (name: string): string => kinds.get(extensions(name).pop() ?? "") ?? "";

/** Everything about a name; `where` is how it is called in findings. */
export function* inName(name: string, where: string): Generator<Finding> {
  yield* inLetters(name, where);
  yield* lookalikeExtension(name, where);
  yield* several(name, where);
  const last = base(name);
  if (/[\s\u00a0\u2000-\u200a\u3000]{3,}/u.test(last)) yield found("name.spaces", where, { name: last });
  if (END.test(last) && /[^. ]/.test(last)) yield found("name.end", where, { name: last });
  if (/(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:[/\\]/.test(name)) yield found("name.path", where, { name });
}

function* several(name: string, where: string): Generator<Finding> {
  const listed = extensions(name);
  const end = listed.pop() ?? "";
  const last = kinds.get(end);
  if (!listed.length || wrapping.has(end) || !last || last === "archive") return;
  let before = listed.filter((each) => kinds.has(each));
  if (!RUNS.has(last)) before = before.filter((each) => kinds.get(each) !== last && !addresses.has(each));
  if (before.length) {
    yield found("name.several", where, { extensions: [...before, end].map((each) => `.${each}`).join(" ") });
  }
}

function* lookalikeExtension(name: string, where: string): Generator<Finding> {
  const last = base(name).replace(END, "");
  if (isAscii(last)) return;
  const dotted = last.replace(new RegExp(`[${letters.dots}]`, "gu"), ".");
  const written = dotted.split(".").pop()!;
  const meant = skeleton(written.trim());
  const oddDot = dotted !== last && last.split(".").pop() !== written;
  if (kinds.has(meant) && (oddDot || !isAscii(written))) {
    const shown = Array.from(last).slice(-(Array.from(written).length + 1)).join("");
    yield found("name.lookalike_extension", where, { looks: `.${meant}`, shown });
  }
}
