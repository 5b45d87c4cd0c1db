// The tables that both sides read, with what they are looked up by: the same as gawah/checks/tables.py.

import formatsFile from "../../gawah/checks/data/formats.json";
import imitatedFile from "../../gawah/checks/data/imitated.json";
import lettersFile from "../../gawah/checks/data/letters.json";

export interface Format { id: string; kind: string; name: string; magic: [number, string][][]; extensions: string[] }

export const formats = {
  ...formatsFile,
  formats: formatsFile.formats as unknown as Format[],
  text: formatsFile.text as Record<string, string>,
};
export const letters = lettersFile;
export const imitated = { names: new Set(imitatedFile.names), endings: new Set(imitatedFile.endings) };

type Row = [first: number, last: number, name: string];

/** Which class of characters a character is of; empty for none. The classes do not overlap. */
function classes(given: Record<string, string>): (character: string) => string {
  const rows = Object.entries(given)
    .flatMap(([name, text]) => text.split(" ").map((part): Row => {
      const ends = part.split("-").map((end) => parseInt(end, 16));
      return [ends[0]!, ends[ends.length - 1]!, name];
    }))
    .sort((one, other) => one[0] - other[0]);
  return (character) => {
    const point = character.codePointAt(0)!;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle]![0] <= point) low = middle + 1;
      else high = middle;
    }
    const row = rows[low - 1];
    return row && point <= row[1] ? row[2] : "";
  };
}

export const scriptOf = classes(letters.scripts);
const { override, isolate, mark, joiner, variation, invisible } = letters;
export const unseen = classes({ override, isolate, mark, joiner, variation, invisible });
