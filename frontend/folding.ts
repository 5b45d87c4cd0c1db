// One way to fold a query: the same as gawah/core/folding.py folds what is indexed. A test compares the two.

import table from "./folding.json";

const dropped = new RegExp(`[${table.dropped}]+`, "gu");
const replaced = new Map(Object.entries(table.replaced));

export function fold(text: string): string {
  const apart = text.normalize("NFKD").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFKD");
  const kept = Array.from(apart.replace(dropped, ""), (letter) => replaced.get(letter) ?? letter).join("");
  return kept.normalize("NFKC").split(/\s+/u).filter(Boolean).join(" ");
}
