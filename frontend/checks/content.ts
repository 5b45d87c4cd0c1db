// What a file's bytes say it is, against what its name says: the same as gawah/checks/content.py.

import { found, type Finding } from "./findings";
import { RUNS, extensions, kindOf, kinds } from "./names";
import { formats, type Format } from "./tables";

export const HEAD = 65_536;
export const TAIL = 65_557;

/** A file's name, size in bytes, first HEAD bytes and last TAIL bytes (all of them where it is shorter). */
export interface Piece { name: string; size: number; head: Uint8Array; tail: Uint8Array }

/** What of a file is read, and no more of it. */
export async function pieceOf(file: Blob, name: string): Promise<Piece> {
  const read = async (from: number, to: number): Promise<Uint8Array> =>
    new Uint8Array(await file.slice(from, to).arrayBuffer());
  const { size } = file;
  return { name, size, head: await read(0, HEAD), tail: await read(Math.max(0, size - TAIL), size) };
}

const HTML = /^<(?:!doctype html|html|head|body|script|iframe|meta|title|base)[\t-\r >/]/;
const SVG = /^<(?:svg:)?svg[\t-\r >/]/;
const SKIPPED: [string, string][] = [["<!--", "-->"], ["<?xml", "?>"], ["<!doctype svg", ">"]];
const PDF = /%PDF-[0-9]/;
const WITHIN = 1024;
const PAGE_INSIDE = /<script[\t-\r >]|<html[\t-\r >]|<!doctype html|<\?php[\t-\r ]/i;
const PROGRAM_INSIDE = "This program cannot be run in DOS mode";
const INSIDE: [string, string][] = [["rar", "Rar!\x1a\x07"], ["7z", "7z\xbc\xaf\x27\x1c"]];
const MEDIA = new Set(["picture", "sound", "video"]);

const byId = new Map(formats.formats.map((each) => [each.id, each]));
const unhex = (text: string): number[] => (text.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
const magic = formats.formats.flatMap((each) => each.magic.map((starts) => ({
  each, starts: starts.map(([at, text]) => ({ at, bytes: unhex(text) })),
})));
const texts = Object.values(formats.text).map((listed) => new Set(listed.split(" ")));

/** Each byte as one character. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** Ids of the formats a file of this extension may be; empty when nothing is known of it. */
export function expected(extension: string): Set<string> {
  if (formats.unchecked.includes(extension)) return new Set();
  const named = new Set(formats.formats.filter((each) => each.extensions.includes(extension)).map((each) => each.id));
  if (texts.some((listed) => listed.has(extension))) named.add("text");
  if (formats.ole.includes(extension)) named.add("ole");
  return named;
}

/** The format of a file that begins like this; undefined for text, and for what is not known. */
export function detect(head: Uint8Array): Format | undefined {
  for (const { each, starts } of magic) {
    const begins = starts.every(({ at, bytes }) => bytes.every((byte, index) => head[at + index] === byte));
    if (begins && (each.id !== "exe" || head.subarray(2, 64).includes(0))) return each;
  }
  const begins = plain(head);
  const page = root(begins);
  if (SVG.test(page)) return byId.get("svg");
  if (HTML.test(page)) return byId.get("html");
  if (PDF.test(latin1(head.subarray(0, WITHIN + 6)))) return byId.get("pdf");
  return begins.startsWith("<?xml") ? byId.get("xml") : undefined;
}

// The white space and the capitals of bytes, not of Unicode.
const trimmed = (text: string): string => text.replace(/^[ \t\n\r\v\f]+/, "");
const lower = (text: string): string => text.replace(/[A-Z]+/g, (each) => each.toLowerCase());

function plain(head: Uint8Array): string {
  let text = latin1(head.subarray(0, 8192));
  if (text.startsWith("\xff\xfe") || text.startsWith("\xfe\xff")) text = text.slice(2).replaceAll("\0", "");
  return lower(trimmed(text.startsWith("\xef\xbb\xbf") ? text.slice(3) : text));
}

function root(text: string): string {
  for (let begins = trimmed(text); ; begins = trimmed(begins)) {
    const end = SKIPPED.find(([start]) => begins.startsWith(start))?.[1];
    const at = end === undefined ? -1 : begins.indexOf(end);
    if (at < 0) return begins;
    begins = begins.slice(at + end!.length);
  }
}

/** What the bytes are, where the name says otherwise; what can run; and a second format in the same file. */
export function* inContent(piece: Piece, where: string): Generator<Finding> {
  if (!piece.size) return;
  const format = detect(piece.head);
  yield* againstName(piece, format, where);
  const runs = format && RUNS.has(format.kind);
  if (runs || RUNS.has(kindOf(piece.name))) {
    yield found("file.program", where, { format: runs ? format.name : `.${extensions(piece.name).pop()}` });
  }
  if (format) {
    for (const other of new Set(others(piece, format))) {
      yield found("file.polyglot", where, { first: format.name, second: byId.get(other)!.name });
    }
  }
}

function* againstName(piece: Piece, format: Format | undefined, where: string): Generator<Finding> {
  const extension = extensions(piece.name).pop() ?? "";
  const allowed = expected(extension);
  if (!allowed.size) return;
  const said = { extension: `.${extension}`, said_kind: kinds.get(extension) ?? "other" };
  if (!format) {
    if (!allowed.has("text") || binary(piece.head)) yield found("file.unlike", where, said);
  } else if (!allowed.has(format.id)) {
    let code = RUNS.has(format.kind) ? "program_as" : format.kind === "page" ? "page_as" : "other_type";
    if (code === "program_as" && RUNS.has(said.said_kind)) code = "other_type";
    yield found(`file.${code}`, where, { format: format.name, format_kind: format.kind, ...said });
  }
}

function binary(head: Uint8Array): boolean {
  const marked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  return head.includes(0) && !marked;
}

/** The other formats that the same bytes can be read as. */
function* others(piece: Piece, first: Format): Generator<string> {
  const head = latin1(piece.head);
  const tail = latin1(piece.tail);
  if (first.id !== "zip" && first.id !== "crx" && endsAsZip(piece.tail, piece.size)) yield "zip";
  const holds = first.kind === "archive" || first.kind === "document" || first.id === "pdf" || first.id === "ps";
  if (!holds && PDF.test(head.slice(0, WITHIN + 6))) yield "pdf";
  if (MEDIA.has(first.kind) && PAGE_INSIDE.test(head)) yield "html";
  if (!MEDIA.has(first.kind) && first.kind !== "page" && first.id !== "pdf") return;
  for (const [name, start] of INSIDE) if (head.includes(start) || tail.includes(start)) yield name;
  if (head.includes(PROGRAM_INSIDE) || tail.includes(PROGRAM_INSIDE)) yield "exe";
}

/** Whether a file ends with an archive's last record, with entries that lie in the file. */
function endsAsZip(tail: Uint8Array, size: number): boolean {
  const at = latin1(tail).lastIndexOf("PK\x05\x06");
  if (at < 0 || at + 22 > tail.length) return false;
  const view = new DataView(tail.buffer, tail.byteOffset + at, 22);
  const short = (where: number): number => view.getUint16(where, true);
  const end = size - tail.length + at;
  const inside = view.getUint32(12, true) + view.getUint32(16, true) <= end && at + 22 + short(20) <= tail.length;
  return short(4) === 0 && short(6) === 0 && short(10) > 0 && inside;
}
