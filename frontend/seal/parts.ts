// Attachments in parts of 4 MiB, each its own age file: the same as gawah/envelope/parts.py.

import * as age from "./age";
import { hex, type Bytes } from "./bytes";
import { fingerprint as slowFingerprint, running } from "./derive";
import { partsOf, type Attachment } from "./manifest";
import { bucket, PART, PART_BUCKETS } from "./padding";
import { Refused } from "./refused";

const AT_ONCE = 4 * PART; // what an old phone is asked to hold in memory at once

export interface SealedPart {
  file: Bytes;
  sha256: string;
}

/** Sends one part until it is acknowledged, and tells the hash that was. Every call of `sealed` makes another file. */
export type Deliver = (sealed: () => Promise<SealedPart>, number: number) => Promise<string>;

/** One part, padded. Sealed again, it is another file with another hash. */
export async function seal(piece: Uint8Array, recipient: string): Promise<SealedPart> {
  const size = bucket(piece.length, PART_BUCKETS);
  let whole = piece;
  if (piece.length < size) {
    whole = new Uint8Array(size);
    whole.set(piece);
  }
  const file = await age.seal(whole, recipient);
  return { file, sha256: await fingerprint(file) };
}

/** Seals and delivers a file part by part, and makes its entry for the manifest. */
export async function sealAttachment(
  blob: Blob,
  name: string,
  type: string,
  recipient: string,
  deliver: Deliver,
): Promise<Attachment> {
  const held = blob.size <= AT_ONCE ? await bytesOf(blob) : null;
  const hashing = held ? fingerprint(held) : hashed(blob); // the browser hashes while script seals
  const parts: string[] = [];
  for (let number = 0; number < partsOf(blob.size); number++) {
    const [start, end] = [number * PART, (number + 1) * PART];
    const piece = held ? held.subarray(start, end) : await bytesOf(blob.slice(start, end));
    parts.push(await deliver(() => seal(piece, recipient), number));
  }
  return { name, type, size: blob.size, sha256: await hashing, parts };
}

/** The attachment, if `files` are the parts it lists, in its order; `null` is one that was not found. */
export async function unseal(
  files: readonly (Uint8Array | null)[],
  listed: Attachment,
  identity: string,
): Promise<Blob> {
  if (files.length !== listed.parts.length) throw wrong(`there are ${files.length} parts`);
  const pieces: Bytes[] = [];
  for (const [at, file] of files.entries()) {
    if (file === null) throw wrong(`part ${at + 1} is missing`);
    const found = await fingerprint(file);
    if (found !== listed.parts[at]) {
      const why = listed.parts.includes(found) ? "belongs elsewhere" : "is not the one that was sent";
      throw wrong(`part ${at + 1} ${why}`);
    }
    pieces.push(await opened(file, Math.min(PART, listed.size - at * PART), identity));
  }
  const whole = new Blob(pieces, { type: "application/octet-stream" });
  if ((await hashed(whole)) !== listed.sha256) throw wrong("the hash of the whole is another");
  return whole;
}

async function opened(file: Uint8Array, size: number, identity: string): Promise<Bytes> {
  if (!PART_BUCKETS.map(age.sealedLength).includes(file.length)) {
    throw new Refused("not-accepted", "This is not a sealed part of an attachment.");
  }
  const plaintext = await age.unseal(file, identity);
  if (plaintext.length !== bucket(size, PART_BUCKETS) || plaintext.subarray(size).some((byte) => byte !== 0)) {
    throw wrong("a part is not padded as it should be");
  }
  return plaintext.subarray(0, size);
}

/** By the browser itself where it can: over plain HTTP it has no `crypto.subtle`. */
const fingerprint = async (data: Uint8Array): Promise<string> =>
  isSecureContext ? hex(new Uint8Array(await crypto.subtle.digest("SHA-256", data as Bytes))) : slowFingerprint(data);

/** Three times as slow as the browser's own, which wants all of it in memory. */
async function hashed(blob: Blob): Promise<string> {
  const hash = running();
  for (let at = 0; at < blob.size; at += PART) hash.update(await bytesOf(blob.slice(at, at + PART)));
  return hex(hash.digest());
}

const bytesOf = async (blob: Blob): Promise<Bytes> => new Uint8Array(await blob.arrayBuffer());

const wrong = (why: string) => new Refused("parts", `The attachment is not as it was sent: ${why}.`);
