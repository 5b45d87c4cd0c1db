// For the tests alone: what the library makes of a file of the age test kit, in the kit's words.

import { armor, Decrypter } from "age-encryption";

import { text, type Bytes } from "./bytes";
import { fingerprint } from "./derive";

export { Refused } from "./refused";
export * as bytes from "./bytes";

export interface Case {
  file: Uint8Array;
  armored: boolean;
  identities: string[];
  passphrases: string[];
}

/** `success` with the payload's SHA-256, or the class of the failure. */
export async function outcome({ file, armored, identities, passphrases }: Case): Promise<string> {
  const decrypter = new Decrypter();
  identities.forEach((each) => decrypter.addIdentity(each));
  passphrases.forEach((each) => decrypter.addPassphrase(each));
  let binary: Uint8Array;
  try {
    binary = armored ? armor.decode(text(file)) : file;
  } catch {
    return "armor failure";
  }
  try {
    await decrypter.decryptHeader(binary);
  } catch (error) {
    return { "invalid header HMAC": "HMAC failure", "no identity matched any of the file's recipients": "no match" }[
      (error as Error).message
    ] ?? "header failure";
  }
  try {
    return `success ${fingerprint((await decrypter.decrypt(binary)) as Bytes)}`;
  } catch (error) {
    return (error as Error).message.startsWith("stream ended before") ? "header failure" : "payload failure";
  }
}
