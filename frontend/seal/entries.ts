// The form of an entry of the log of members: the same as gawah/envelope/log/entries.py.

import { isRecipient } from "./age";
import { joined, text, unhex, utf8, type Bytes } from "./bytes";
import { fingerprint as hashOf } from "./derive";
import { isPoint } from "./ed25519";
import * as json from "./json";
import { Refused } from "./refused";

export const FORMAT = "gawah/log/1";
const CONTEXT = utf8(`${FORMAT}\n`);
const MOST_READERS = 999;
const MOST_FILES = 200;

/** A version of a promise by its hash, and what in it the log itself looks at. `discard`: the written instant, UTC. */
export interface Promised {
  hash: string;
  before: string | null;
  readers_at_most: number;
  discard: string;
}

/** A collection's key. `readers`: fingerprints, ascending; `offline`: the printed identity's recipient, or null. */
export interface Epoch {
  collection: string;
  number: number;
  recipient: string;
  readers: string[];
  offline: string | null;
}

/** SHA-256 of each page and script of a form, by the name it is fetched under. */
export type Form = Record<string, string>;

export type Act =
  | { type: "genesis"; signing: string; recipient: string; code: string }
  | { type: "join"; signing: string; recipient: string; compared: "voice" | "person" }
  | { type: "leave"; member: string; epochs: Epoch[]; discarded: string[] }
  | { type: "open"; promise: Promised; epoch: Epoch; form: Form }
  | { type: "epoch"; epoch: Epoch; form: Form | null }
  | { type: "stricter"; collection: string; promise: Promised; form: Form };

/** What is signed. `before`: hash of the entry before, null for the first; `by`: fingerprints, ascending. */
export interface Entry {
  format: typeof FORMAT;
  before: string | null;
  by: string[];
  act: Act;
}

/** `signatures` are in the order of `by`. */
export interface Signed {
  entry: Entry;
  signatures: string[];
}

const ascending = (names: readonly string[]): boolean => names.every((name, at) => at === 0 || names[at - 1]! < name);
const both =
  (first: json.Check, then: (value: never) => boolean): json.Check =>
  (value) =>
    first(value) && then(value as never);

const KEY: json.Check = (value) => json.HASH(value) && isPoint(unhex(value as string));
const RECIPIENT: json.Check = (value) => typeof value === "string" && isRecipient(value);
const NULL = json.exactly(null);
const INSTANT = json.matching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/);
const FILE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const FORM: json.Check = (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const files = Object.entries(value);
  const named = files.every(([name, hash]) => FILE.test(name) && json.HASH(hash));
  return named && files.length > 0 && files.length <= MOST_FILES;
};

const PROMISED = json.fields({
  hash: json.HASH,
  before: json.either(NULL, json.HASH),
  readers_at_most: json.whole(1, MOST_READERS),
  discard: INSTANT,
});

const EPOCH = json.fields({
  collection: json.ID,
  number: json.COUNT,
  recipient: RECIPIENT,
  readers: both(json.list(json.HASH, MOST_READERS), ascending),
  offline: json.either(NULL, RECIPIENT),
});

const TYPES: Record<Act["type"], Record<string, json.Check>> = {
  genesis: { signing: KEY, recipient: RECIPIENT, code: json.HASH },
  join: { signing: KEY, recipient: RECIPIENT, compared: json.exactly("voice", "person") },
  leave: { member: json.HASH, epochs: json.list(EPOCH), discarded: json.list(json.ID) },
  open: { promise: PROMISED, epoch: EPOCH, form: FORM },
  epoch: { epoch: EPOCH, form: json.either(NULL, FORM) },
  stricter: { collection: json.ID, promise: PROMISED, form: FORM },
};
const ACT = json.either(
  ...Object.entries(TYPES).map(([type, shape]) => json.fields({ type: json.exactly(type), ...shape })),
);

const ENTRY = both(
  json.fields({
    format: json.exactly(FORMAT),
    before: json.either(NULL, json.HASH),
    by: both(json.list(json.HASH, 2), (by: string[]) => by.length > 0 && ascending(by)),
    act: ACT,
  }),
  ({ before, act }: Entry) => (before === null) === (act.type === "genesis"),
);

const SIGNED = both(
  json.fields({ entry: ENTRY, signatures: json.list(json.matching(/^[0-9a-f]{128}$/)) }),
  ({ entry, signatures }: Signed) => signatures.length === entry.by.length,
);

/** The entry of canonical bytes; refused as `unknown` for a type of entry this code has not, else as `malformed`. */
export function decode(data: Uint8Array): Signed {
  try {
    return json.decoded<Signed>(data, SIGNED, "entry");
  } catch (error) {
    const type = typeOf(data);
    if (type === null || Object.keys(TYPES).includes(type)) throw error;
    throw new Refused("unknown", "The entry is of a kind that this version does not know.");
  }
}

export const encode = (signed: Signed): Bytes => json.encoded(signed, SIGNED, "entry");

function typeOf(data: Uint8Array): string | null {
  try {
    const type: unknown = JSON.parse(text(data)).entry.act.type;
    return typeof type === "string" ? type : null;
  } catch {
    return null;
  }
}

/** The bytes that a signature of `entry` is over. */
export const toSign = (entry: Entry): Bytes => joined(CONTEXT, json.encoded(entry, ENTRY, "entry"));

export { hashOf };

/** By which a member is known: SHA-256 of the public signing key (given in hex). */
export const fingerprint = (signing: string): string => hashOf(unhex(signing));

/** Of the one-time code as it was typed: its words in small letters, whatever stood between them. */
export const codeHash = (typed: string): string =>
  hashOf(utf8(typed.toLowerCase().replace(/[^a-z]+/g, " ").trim()));

/** The entries of a log's file, in which each ends with a line feed. */
export function lines(file: Uint8Array): Uint8Array[] {
  if (file[file.length - 1] !== 10) throw new Refused("malformed", "The log is cut off.");
  const found: Uint8Array[] = [];
  for (let start = 0; start < file.length; ) {
    const end = file.indexOf(10, start);
    found.push(file.subarray(start, end));
    start = end + 1;
  }
  return found;
}
