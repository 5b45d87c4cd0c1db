// The hashes and keys everything here is made of.

import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as hash } from "@noble/hashes/sha2.js";

import { hex, utf8, type Bytes } from "./bytes";

export const sha256 = (data: Uint8Array): Bytes => hash(data) as Bytes;
export const fingerprint = (data: Uint8Array): string => hex(sha256(data));
export const running = () => hash.create();

export const authentic = (key: Uint8Array, data: Uint8Array): Bytes => hmac(hash, key, data) as Bytes;

/** The key called `name` from a secret of ours: HKDF-SHA256, empty salt, info `gawah/1/<name>`. */
export const derived = (secret: Uint8Array, name: string): Bytes =>
  hkdf(hash, secret, undefined, utf8(`gawah/1/${name}`), 32) as Bytes;

/** So many random bytes. */
export const random = (size: number): Bytes => crypto.getRandomValues(new Uint8Array(size));
