// Age files as Gawah writes them: one hybrid recipient, or one passphrase at scrypt 2^15. The library would also seal
// to nobody, under an empty passphrase and to a mixture of old and new recipients; here it cannot.

import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { bech32 } from "@scure/base";

import type { Bytes } from "./bytes";
import { wellFormed } from "./json";
import { Refused } from "./refused";

export { generateHybridIdentity as newIdentity };

export const HEADER = 1627;
export const OVERHEAD = HEADER + 16 + 16; // nonce, and the tag of one chunk
const CHUNK = 64 * 1024;
const VAULT_WORK = 15;
const VAULT_HEADER = 150;

const HYBRID = new RegExp(
  "^age-encryption\\.org/v1\n-> mlkem768x25519 [A-Za-z0-9+/]{1493}[AQgw]\n" +
    "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\n--- [A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\n$",
);
const VAULT = new RegExp(
  "^age-encryption\\.org/v1\n-> scrypt [A-Za-z0-9+/]{21}[AQgw] 15\n" +
    "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\n--- [A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\n$",
);

/** How long the sealed file of so many bytes is. */
export const sealedLength = (size: number): number => HEADER + 16 + size + 16 * Math.max(1, Math.ceil(size / CHUNK));

/** The public key (`age1pq1…`) of a hybrid identity. */
export async function recipientOf(identity: string): Promise<string> {
  return identityToRecipient(hybrid(identity));
}

/** An age file that only the identity of `recipient` opens. */
export async function seal(plaintext: Uint8Array, recipient: string): Promise<Bytes> {
  const key = publicKey(recipient);
  if (key === null || !isReduced(key)) throw noKey();
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
    return (await encrypter.encrypt(plaintext)) as Bytes;
  } catch {
    throw noKey();
  }
}

/** The plaintext of a file that has one hybrid stanza and nothing else. */
export async function unseal(file: Uint8Array, identity: string): Promise<Bytes> {
  const plaintext = await unsealIfMine(file, [identity]);
  if (plaintext === null) throw new Refused("age", "The sealed file is for another key.");
  return plaintext;
}

/** The same with any of several keys, null where the file is for another. */
export async function unsealIfMine(file: Uint8Array, identities: readonly string[]): Promise<Bytes | null> {
  if (!isHybrid(file)) throw new Refused("not-accepted", "This is not a file sealed by Gawah.");
  const decrypter = new Decrypter();
  for (const each of identities) decrypter.addIdentity(hybrid(each));
  return opened(decrypter, file);
}

/** A vault: an age file under a generated passphrase. */
export async function sealVault(plaintext: Uint8Array, passphrase: string): Promise<Bytes> {
  if (passphrase === "") throw new Refused("wrong-key", "Nothing is sealed with an empty passphrase.");
  checkPassphrase(passphrase);
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(VAULT_WORK);
  return (await encrypter.encrypt(plaintext)) as Bytes;
}

/** What `sealVault` sealed; refused before any work is done where another cost is asked for. */
export async function unsealVault(file: Uint8Array, passphrase: string): Promise<Bytes> {
  if (!VAULT.test(latin(file.subarray(0, VAULT_HEADER)))) {
    throw new Refused("not-accepted", "This is not a vault made by Gawah.");
  }
  checkPassphrase(passphrase);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  const plaintext = await opened(decrypter, file);
  if (plaintext === null) throw new Refused("age", "The passphrase is another.");
  return plaintext;
}

export function isHybrid(file: Uint8Array): boolean {
  return file.length >= OVERHEAD && HYBRID.test(latin(file.subarray(0, HEADER)));
}

const NO_MATCH = "no identity matched any of the file's recipients"; // the library's words for it

async function opened(decrypter: Decrypter, file: Uint8Array): Promise<Bytes | null> {
  try {
    return (await decrypter.decrypt(file)) as Bytes;
  } catch (error) {
    if (error instanceof Error && error.message === NO_MATCH) return null;
    throw new Refused("age", "The sealed file was changed or cut off.");
  }
}

/** Whether `text` is written as a hybrid recipient is. */
export const isRecipient = (text: string): boolean => publicKey(text) !== null;

function publicKey(text: string): Uint8Array | null {
  if (!text.startsWith("age1pq1")) return null;
  const decoded = bech32.decodeUnsafe(text, false);
  const bytes = decoded?.prefix === "age1pq" ? bech32.fromWordsUnsafe(decoded.words) : undefined;
  return bytes?.length === 1216 ? bytes : null;
}

/** FIPS 203's check of an ML-KEM key: every twelve bits are a number under 3329. The library's lets all pass. */
function isReduced(key: Uint8Array): boolean {
  for (let at = 0; at < 1152; at += 3) {
    const [low, middle, high] = [key[at]!, key[at + 1]!, key[at + 2]!];
    if ((low | ((middle & 15) << 8)) >= 3329 || ((middle >> 4) | (high << 4)) >= 3329) return false;
  }
  return true;
}

const noKey = () => new Refused("wrong-key", "Nothing is sealed to this: it is no hybrid key.");

/** Looked at here, since the library's errors repeat the whole key. */
function hybrid(identity: string): string {
  const decoded = identity.startsWith("AGE-SECRET-KEY-PQ-1") ? bech32.decodeUnsafe(identity) : undefined;
  const seed = decoded?.prefix === "age-secret-key-pq-" ? bech32.fromWordsUnsafe(decoded.words) : undefined;
  if (seed?.length !== 32) throw new Refused("wrong-key", "Only hybrid keys are used here.");
  return identity;
}

/** A lone surrogate would be sealed as U+FFFD, whichever it was. */
function checkPassphrase(passphrase: string): void {
  if (passphrase !== wellFormed(passphrase)) throw new Refused("wrong-key", "The passphrase is no text.");
}

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);


