// Signing the log of members, in a member's browser alone: the same as gawah/envelope/log/writing.py.

import { ed25519 } from "@noble/curves/ed25519.js";

import { hex, type Bytes } from "./bytes";
import { random } from "./derive";
import * as entries from "./entries";
import type { Act, Entry } from "./entries";
import { append, type Log } from "./log";

export { verify } from "./ed25519";

/** 32 secret bytes that a member signs with; they are kept in the vault and nowhere else. */
export const newSeed = (): Bytes => random(32);

/** The public signing key in hex. */
export const publicKey = (seed: Uint8Array): string => hex(ed25519.getPublicKey(seed));

/** The next entry's bytes, signed with the seeds of those who sign; refused where nobody would take it. */
export function write(log: Log, act: Act, seeds: readonly Uint8Array[]): Bytes {
  const signers = new Map(seeds.map((seed) => [entries.fingerprint(publicKey(seed)), seed]));
  const by = [...signers.keys()].sort();
  const entry: Entry = { format: entries.FORMAT, before: log.hashes[log.hashes.length - 1] ?? null, by, act };
  const message = entries.toSign(entry);
  const signatures = by.map((each) => hex(ed25519.sign(message, signers.get(each)!)));
  const data = entries.encode({ entry, signatures });
  append(log, data);
  return data;
}
