// A collection's identity, wrapped to each of its readers: one age file each, as long as a message.

import { newIdentity, recipientOf, seal, unseal } from "../seal/age";
import { text, utf8, type Bytes } from "../seal/bytes";
import { MESSAGE_BUCKETS, padded, unpadded } from "../seal/padding";
import { Refused } from "../seal/refused";

export const OFFLINE = "offline"; // the reader that is a sheet of paper

/** `wraps`: by fingerprint of the reader, or "offline". */
export interface Opening {
  recipient: string;
  wraps: Record<string, Bytes>;
}

/** A new collection's key, for these readers (their recipients by fingerprint) and nobody else. It is then forgotten. */
export async function openTo(readers: Record<string, string>): Promise<Opening> {
  const identity = await newIdentity();
  const wraps: Record<string, Bytes> = {};
  for (const [reader, recipient] of Object.entries(readers)) wraps[reader] = await wrap(identity, recipient);
  return { recipient: await recipientOf(identity), wraps };
}

export const wrap = (identity: string, recipient: string): Promise<Bytes> =>
  seal(padded(utf8(identity), MESSAGE_BUCKETS), recipient);

/** The collection's identity; refused as `wrong-key` where it is not the one of `recipient`, if that is known. */
export async function unwrap(file: Uint8Array, identity: string, recipient: string | null): Promise<string> {
  const found = read(unpadded(await unseal(file, identity), MESSAGE_BUCKETS));
  if (![null, await recipientOf(found)].includes(recipient)) {
    throw new Refused("wrong-key", "What was wrapped is the key of another form.");
  }
  return found;
}

function read(bytes: Uint8Array): string {
  try {
    return text(bytes);
  } catch {
    throw new Refused("malformed", "What was wrapped is no key.");
  }
}

/** The offline key, to be printed: nothing keeps it. */
export async function newOffline(): Promise<{ identity: string; recipient: string }> {
  const identity = await newIdentity();
  return { identity, recipient: await recipientOf(identity) };
}
