// What the form's page seals and opens, and nothing of what it shows. It loads while the promise is read, and hands
// itself over only after this browser has given the known answers.

import * as age from "../seal/age";
import { hex, joined, text, unhex, utf8, type Bytes } from "../seal/bytes";
import * as codes from "../seal/code";
import { fingerprint, random, sha256 } from "../seal/derive";
import { encoded } from "../seal/json";
import { padded, MESSAGE_BUCKETS } from "../seal/padding";
import { FORMAT, type Manifest } from "../seal/manifest";
import * as messages from "../seal/messages";
import { Refused } from "../seal/refused";
import * as report from "../seal/report";
import { conversation, type Conversation } from "./conversation";
import * as known from "./known";

// The places for withdrawal hashes in what is sent, in this order; "" is everything.
const PLACES = ["", "contact", "share", "publish", "advocacy", "training", "count"];
const NOTHING = new Uint8Array(32);

/** The collection's key of the moment. */
export interface Key {
  epoch: number;
  recipient: string;
}

/** A report before it is sealed. It keeps its ids when it is sealed again. `code` is null without a return code. */
export interface Draft extends Pick<Manifest, "form" | "collection" | "promise" | "language" | "answers" | "consents"> {
  report: string;
  submission: Bytes;
  uses: readonly string[];
  code: Bytes | null;
}

/** A message ready to be sent; `digest` tells whether it is in a mailbox. */
export interface Ready {
  number: number;
  digest: string;
  body: Bytes;
}

const begin = (): Pick<Draft, "report" | "submission"> => ({ report: hex(random(10)), submission: random(10) });

/** The body of `POST …/report`: everything the server gets of a report. */
async function body(draft: Draft, key: Key): Promise<Bytes> {
  const { report: id, submission, uses, code, ...shown } = draft;
  const file = await report.seal(
    {
      ...shown,
      format: FORMAT,
      epoch: key.epoch,
      report: id,
      returning: code && (await codes.returning(code, uses)),
      sealed_by: "reporter",
      attachments: [],
    },
    key.recipient,
  );
  const hashes = code ? codes.withdrawalHashes(code, uses) : {};
  return joined(
    Uint8Array.of(1),
    submission,
    number(key.epoch),
    Uint8Array.of(code ? 1 : 0),
    code ? sha256(codes.locator(code)) : NOTHING,
    ...PLACES.map((use) => (hashes[use] ? unhex(hashes[use]) : NOTHING)),
    ...(code ? await note(code, id, draft.consents, key) : [await filler(), await filler()]),
    file,
  );
}

/** Message 1: the consents, sealed for both sides. */
async function note(code: Bytes, id: string, consents: Record<string, boolean>, key: Key): Promise<[Bytes, Bytes]> {
  const talk = { report: id, reporter: codes.talkKey(code, "reporter"), team: codes.talkKey(code, "team") };
  const first = messages.following(messages.EMPTY, talk, "reporter", { kind: "consents", consents });
  return messages.seal(messages.write(first, talk), [await own(code), key.recipient]);
}

/** As long as a message, and nobody can open it. */
const filler = async (): Promise<Bytes> =>
  age.seal(padded(new Uint8Array(), MESSAGE_BUCKETS), await age.recipientOf(await age.newIdentity()));

/** The next message of a conversation. */
async function next(
  code: Bytes,
  { box, talk }: Conversation,
  content: messages.Words | messages.Consents,
  key: Key,
): Promise<Ready> {
  const message = messages.following(box, talk, "reporter", content);
  const written = messages.write(message, talk);
  const files = await messages.seal(written, [await own(code), key.recipient]);
  return { number: message.number, digest: messages.digest(written), body: joined(number(message.number), ...files) };
}

/** Whether a message that was sent is in the mailbox. */
const holds = ({ box, talk }: Conversation, { number: at, digest }: Ready): boolean =>
  box.messages.some((each) => each.number === at && messages.digest(messages.write(each, talk)) === digest);

const own = (code: Bytes): Promise<string> => age.recipientOf(codes.identity(code));

function number(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Throws unless this browser gives the known answers, and opens again what it seals itself. */
async function selfTest(): Promise<void> {
  const code = codes.decode(known.DIGITS);
  const file = Uint8Array.from(atob(known.FILE), (letter) => letter.charCodeAt(0));
  const recipient = await age.recipientOf(known.IDENTITY);
  const right = [
    hex(code) === known.CODE && codes.encode(code) === known.DIGITS,
    hex(codes.locator(code)) === known.LOCATOR,
    hex(codes.withdrawalToken(code)) === known.WITHDRAW_ALL,
    hex(codes.talkKey(code, "team")) === known.TALK_TEAM,
    fingerprint(utf8(await own(code))) === known.REPORTER,
    fingerprint(utf8(recipient)) === known.RECIPIENT,
    hex(await age.unseal(file, known.IDENTITY)) === "00",
    text(await age.unseal(await age.seal(utf8("ہ ش č"), recipient), known.IDENTITY)) === "ہ ش č",
    hex(random(16)) !== hex(random(16)),
  ];
  if (!right.every(Boolean)) throw new Error("a known answer is another");
}

/** The promise hash: SHA-256 of its canonical bytes. */
const hashOf = (promise: unknown): string => fingerprint(encoded(promise, () => true, "promise"));

const api = { begin, body, next, holds, hashOf, selfTest, codes, conversation, split: messages.split, Refused };
export type Sealing = typeof api;

document.dispatchEvent(new CustomEvent<Sealing>("sealing", { detail: api }));
