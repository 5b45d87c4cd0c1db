// What a page imports to look at the files, links and texts of a report. Pure functions, no request: names,
// extensions, first bytes, letters, addresses, indicators. Macros, archives and messages are for `gawah check`.

import { inContent, pieceOf, type Piece } from "./content";
import { once, type Report } from "./findings";
import { NONE, count, ofHashes, ofLink, type Indicators } from "./indicators";
import { inLetters } from "./letters";
import { inHost, inLink, readLink } from "./links";
import { inName } from "./names";
import { MOST, addresses, inAddress } from "./texts";

export { pieceOf, type Piece } from "./content";
export { sentence, shown, type Finding, type Report } from "./findings";
export { NONE, indicatorsOf, type Indicators } from "./indicators";

/** A file by its name, beginning and end; `hashes` are those that are known of it, in lower-case hexadecimal. */
export function checkPiece(piece: Piece, hashes: readonly string[] = [], listed: Indicators = NONE): Report {
  const { name } = piece;
  const findings = once([...inName(name, name), ...inContent(piece, name), ...ofHashes(hashes, name, listed)]);
  const looked = ["look.letters", "look.name", "look.type", "look.polyglot", "look.program"];
  return report(name, "file", findings, looked, listed, ["left.inside"]);
}

/** The same of a Blob, of which only beginning and end are read. */
export const checkFile = async (
  file: Blob, name: string, hashes: readonly string[] = [], listed: Indicators = NONE,
): Promise<Report> => checkPiece(await pieceOf(file, name), hashes, listed);

/** One address: a link, the name of a host, or an email address. */
export function checkLink(given: string, listed: Indicators = NONE): Report {
  const { email, host } = readLink(given);
  const mailbox = email && host ? [...inHost(host, given)] : [];
  const findings = once([...mailbox, ...inLink(given, given), ...ofLink(given, given, listed)]);
  return report(given, "link", findings, ["look.letters", "look.links"], listed);
}

/** A text and every address in it. */
export function checkText(text: string, listed: Indicators = NONE): Report {
  const given = addresses(text);
  const findings = once([
    ...inLetters(text, text, true),
    ...given.flatMap((each) => [...inAddress(each, each), ...ofLink(each, each, listed)]),
  ]);
  const left = given.length < MOST ? [] : ["left.links"];
  return report(text, "text", findings, ["look.letters", "look.links"], listed, left);
}

function report(
  what: string, kind: string, findings: Report["findings"], looked: string[], listed: Indicators, left: string[] = [],
): Report {
  const compared = count(listed) > 0;
  return {
    what, kind, findings,
    looked_for: compared ? [...looked, "look.indicators"] : looked,
    left_out: compared ? left : [...left, "left.indicators"],
  };
}
