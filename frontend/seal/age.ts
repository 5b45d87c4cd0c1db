// Age files as Gawah writes them: one hybrid recipient, or one passphrase at scrypt 2^15. The library would also seal
// to nobody, under an empty passphrase and to a mixture of old and new recipients; here it cannot.

import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

import type { Bytes } from "./bytes";
import { Refused } from "./refused";

export { generateHybridIdentity as newIdentity };

export const HEADER = 1627;
export const OVERHEAD = HEADER + 16 + 16; // nonce, and the tag of one chunk
const CHUNK = 64 * 1024;
const VAULT_WORK = 15;
const VAULT_HEADER = 149;

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
  return identityToRecipient(hybrid(identity, "AGE-SECRET-KEY-PQ-1"));
}

/** An age file that only the identity of `recipient` opens. */
export async function seal(plaintext: Uint8Array, recipient: string): Promise<Bytes> {
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(hybrid(recipient, "age1pq1"));
    return (await encrypter.encrypt(plaintext)) as Bytes;
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("wrong-key", "Nothing is sealed to this: it is no key.");
  }
}

/** The plaintext of a file that has one hybrid stanza and nothing else. */
export async function unseal(file: Uint8Array, identity: string): Promise<Bytes> {
  if (!isHybrid(file)) throw new Refused("not-accepted", "This is not a file sealed by Gawah.");
  const decrypter = new Decrypter();
  decrypter.addIdentity(hybrid(identity, "AGE-SECRET-KEY-PQ-1"));
  return opened(decrypter, file);
}

/** A vault: an age file under a generated passphrase. */
export async function sealVault(plaintext: Uint8Array, passphrase: string): Promise<Bytes> {
  if (passphrase === "") throw new Refused("wrong-key", "Nothing is sealed with an empty passphrase.");
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
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return opened(decrypter, file);
}

export function isHybrid(file: Uint8Array): boolean {
  return file.length >= OVERHEAD && HYBRID.test(latin(file.subarray(0, HEADER)));
}

async function opened(decrypter: Decrypter, file: Uint8Array): Promise<Bytes> {
  try {
    return (await decrypter.decrypt(file)) as Bytes;
  } catch {
    throw new Refused("age", "The sealed file is for another key, or was changed or cut off.");
  }
}

function hybrid(key: string, prefix: string): string {
  if (!key.startsWith(prefix)) throw new Refused("wrong-key", "Only hybrid keys are used here.");
  return key;
}

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);


