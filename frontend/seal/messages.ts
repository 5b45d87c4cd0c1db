// Messages between a reporter and the team, `gawah/message/1`: the same as gawah/envelope/messages.py. One numbered
// chain for both; inside each stands an HMAC under its sender's talk key over its JSON.

import * as age from "./age";
import { joined, same, type Bytes } from "./bytes";
import { authentic, fingerprint } from "./derive";
import * as json from "./json";
import { bucket, MESSAGE_BUCKETS, padded, unpadded } from "./padding";
import { Refused, type Kind } from "./refused";

export const FORMAT = "gawah/message/1";
const PLACES = [8, 32]; // in a mailbox
const MAC = 32;
const NONE_BEFORE = "0".repeat(64);
const ROOM = 3800; // bytes that a text may take in JSON
const NEAR = 200; // characters before the end of a piece in which a space is looked for to cut at

export type Sender = "reporter" | "team";

/** `more`: the next message of this sender goes on with the same text. */
export interface Words {
  kind: "words";
  more: boolean;
  text: string;
}

/** How every consent stands from now on. */
export interface Consents {
  kind: "consents";
  consents: Record<string, boolean>;
}

/** `before`: `digest` of the message before, zeros for the first. */
export interface Message {
  format: typeof FORMAT;
  report: string;
  number: number;
  before: string;
  sender: Sender;
  content: Words | Consents;
}

/** What one conversation is known by: the report's id and the two talk keys. */
export interface Talk {
  report: string;
  reporter: Uint8Array;
  team: Uint8Array;
}

/** `newest`: number of the last message, 0 for none; `earlier`: how many came before the first one here. */
export interface Mailbox {
  messages: Message[];
  newest: number;
  digest: string;
  earlier: number;
}

const FIELDS = json.fields({
  format: json.exactly(FORMAT),
  report: json.ID,
  number: json.COUNT,
  before: json.HASH,
  sender: json.exactly("reporter", "team"),
  content: json.either(
    json.fields({ kind: json.exactly("words"), more: json.boolean, text: json.sized(1, Infinity) }),
    json.fields({ kind: json.exactly("consents"), consents: json.named(json.boolean) }),
  ),
});

const message: json.Check = (value) => {
  if (!FIELDS(value)) return false;
  const { content, sender, number, before } = value as Message;
  if (content.kind === "consents" ? sender !== "reporter" : number === 1) return false;
  return (number === 1) === (before === NONE_BEFORE);
};

/** HMAC and canonical JSON: the same content for both files. */
export function write(value: Message, talk: Talk): Bytes {
  if (value.report !== talk.report) throw new Refused("malformed", "The message is of another report.");
  const body = json.encoded(value, message, "message");
  return joined(authentic(talk[value.sender], body), body);
}

/** What the next message names as the one before. */
export const digest = fingerprint;

/** `text` in as many messages as it needs, cut after a space where there is one near. */
export function split(text: string): Words[] {
  const letters = Array.from(json.wellFormed(text));
  const weight = (some: string[]) => new TextEncoder().encode(JSON.stringify(some.join(""))).length - 2;
  const pieces: string[] = [];
  let start = 0;
  let used = 0;
  for (const [at, letter] of letters.entries()) {
    used += weight([letter]);
    if (used <= ROOM) continue;
    let end = at;
    while (end > Math.max(start, at - NEAR) && letters[end - 1] !== " " && letters[end - 1] !== "\n") end--;
    if (end <= Math.max(start, at - NEAR)) end = at;
    pieces.push(letters.slice(start, end).join(""));
    used = weight(letters.slice(end, at + 1));
    start = end;
  }
  pieces.push(letters.slice(start).join(""));
  return pieces.map((piece, at) => ({ kind: "words", more: at + 1 < pieces.length, text: piece }));
}

/** The message that comes after all that is in `box`. */
export const following = (box: Mailbox, talk: Talk, sender: Sender, content: Words | Consents): Message => ({
  format: FORMAT,
  report: talk.report,
  number: box.newest + 1,
  before: box.digest,
  sender,
  content,
});

/** A mailbox that nothing has come to yet. */
export const EMPTY: Mailbox = { messages: [], newest: 0, digest: NONE_BEFORE, earlier: 0 };

/** The two files: for the reporter's recipient and for the collection's. */
export async function seal(written: Uint8Array, recipients: readonly [string, string]): Promise<[Bytes, Bytes]> {
  const plaintext = padded(written, MESSAGE_BUCKETS);
  return [await age.seal(plaintext, recipients[0]), await age.seal(plaintext, recipients[1])];
}

/**
 * All messages of a mailbox, oldest first; files that are for none of `identities` are its fillers. A reporter has one;
 * a member one for each epoch in which a message may have been sealed.
 */
export async function read(
  files: readonly Uint8Array[],
  identities: readonly string[],
  talk: Talk,
): Promise<Mailbox> {
  const messages: Message[] = [];
  let before = NONE_BEFORE;
  for (const file of files) {
    const written = await opened(file, identities);
    if (written === null) continue;
    const found = verified(written, talk);
    checkOrder(messages[messages.length - 1], found, before);
    messages.push(found);
    before = digest(written);
  }
  const newest = messages[messages.length - 1]?.number ?? 0;
  const earlier = (messages[0]?.number ?? 1) - 1;
  if (earlier > 0 && !(messages.length === files.length && PLACES.includes(files.length))) {
    throw refused("missing", `${earlier} messages before the first are missing, though there is room for them`);
  }
  return { messages, newest, digest: before, earlier };
}

/** How the consents stand by the newest message that says so; null where none here does. */
export function consents(box: Mailbox): Record<string, boolean> | null {
  const said = box.messages.flatMap(({ content }) => (content.kind === "consents" ? [content.consents] : []));
  return said.pop() ?? null;
}

async function opened(file: Uint8Array, identities: readonly string[]): Promise<Bytes | null> {
  if (file.length !== age.sealedLength(bucket(0, MESSAGE_BUCKETS)) || !age.isHybrid(file)) {
    throw refused("form", "something in the mailbox is not a message");
  }
  const plaintext = await age.unsealIfMine(file, identities).catch((error: unknown) => {
    if (error instanceof Refused && error.kind !== "age") throw error;
    throw refused("forged", "a message was changed on its way");
  });
  if (plaintext === null) return null;
  try {
    return unpadded(plaintext, MESSAGE_BUCKETS);
  } catch {
    throw refused("form", "something in the mailbox is not a message");
  }
}

function verified(written: Bytes, talk: Talk): Message {
  const mac = written.subarray(0, MAC);
  const body = written.subarray(MAC);
  const signed = (["reporter", "team"] as const).filter((sender) => same(authentic(talk[sender], body), mac));
  if (signed.length === 0) throw refused("forged", "a message was written by neither side");
  let found: Message;
  try {
    found = json.decoded<Message>(body, message, "message");
  } catch {
    throw refused("form", "a message is not of its form");
  }
  if (!signed.includes(found.sender)) throw refused("forged", "a message claims to be from the other side");
  if (found.report !== talk.report) throw refused("other-report", "a message belongs to another report");
  return found;
}

function checkOrder(last: Message | undefined, found: Message, before: string): void {
  if (last === undefined) return;
  if (found.number <= last.number) throw refused("order", `message ${found.number} stands after ${last.number}`);
  if (found.number > last.number + 1) throw refused("missing", `message ${last.number + 1} is missing`);
  if (found.before !== before) throw refused("chain", `message ${found.number} does not follow the one before it`);
}

const refused = (kind: Kind, why: string) => new Refused(kind, `The messages are not as they were written: ${why}.`);
