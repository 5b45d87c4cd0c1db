// A member's vault, `gawah/vault/1`: the identity that opens what is sealed to them, and the key they sign with. It is
// made here, and leaves the browser only sealed under a passphrase that the server never sees.

import { ed25519 } from "@noble/curves/ed25519.js";

import { newIdentity, recipientOf, sealVault, unsealVault } from "../seal/age";
import { hex, joined, unhex, utf8, type Bytes } from "../seal/bytes";
import { random, sha256 } from "../seal/derive";
import * as json from "../seal/json";

export { newPassphrase } from "../seal/member";

export const FORMAT = "gawah/vault/1";
const CHANGE = utf8("gawah/1/vault\n"); // what a signature over a new vault file begins with

/** `signing`: the 32-byte Ed25519 seed in hex. */
export interface Vault {
  format: typeof FORMAT;
  identity: string;
  signing: string;
}

/** What the server keeps of it beside the file. `signing_key`: the public Ed25519 key in hex. */
export interface Public {
  recipient: string;
  signing_key: string;
}

const vault = json.fields({
  format: json.exactly(FORMAT),
  identity: json.matching(/^AGE-SECRET-KEY-PQ-1[0-9A-Z]+$/),
  signing: json.HASH,
});

export const create = async (): Promise<Vault> => ({
  format: FORMAT,
  identity: await newIdentity(),
  signing: hex(random(32)),
});

export const seal = (made: Vault, passphrase: string): Promise<Bytes> =>
  sealVault(json.encoded(made, vault, "vault"), passphrase);

/** Refused as `age` for another passphrase or a file that was changed, as `malformed` for what is no vault inside. */
export async function open(file: Uint8Array, passphrase: string): Promise<Vault> {
  return json.decoded<Vault>(await unsealVault(file, typed(passphrase)), vault, "vault");
}

export const publicOf = async ({ identity, signing }: Vault): Promise<Public> => ({
  recipient: await recipientOf(identity),
  signing_key: hex(ed25519.getPublicKey(unhex(signing))),
});

/** By which everything but the team's own pages knows a member: SHA-256 in hex of the public signing key. */
export const fingerprint = ({ signing_key }: Public): string => hex(sha256(unhex(signing_key)));

/** 64 bytes of Ed25519 over the file that is to take the place of `before`: no older file can be put back with it. */
export const signChange = ({ signing }: Vault, before: Uint8Array, file: Uint8Array): Bytes =>
  ed25519.sign(joined(CHANGE, sha256(before), file), unhex(signing)) as Bytes;

/** A passphrase as it was made, however it was typed: phones begin with a capital and end with a space. */
export const typed = (passphrase: string): string =>
  passphrase.trim().toLowerCase().split(/[\s\u2010-\u2015-]+/).join(" ");
