// What a sealed report says, `gawah/report/1`: the same as gawah/envelope/manifest.py.

import type { Bytes } from "./bytes";
import * as json from "./json";
import { isRecipient } from "./age";
import { PART } from "./padding";

export const FORMAT = "gawah/report/1";
export const MOST_ATTACHMENTS = 10;
export const LARGEST_ATTACHMENT = 100_000_000;
export const LARGEST_TOTAL = 250_000_000;

/** For somebody who took a return code: what the team needs to answer and to know their hand. */
export interface Returning {
  locator: string;
  recipient: string;
  talk_reporter: string;
  talk_team: string;
  withdrawal: string;
}

/** `parts`: SHA-256 of each sealed part as it was sent, in order. */
export interface Attachment {
  name: string;
  type: string;
  size: number;
  sha256: string;
  parts: string[];
}

export interface Manifest {
  format: typeof FORMAT;
  form: number;
  collection: string;
  epoch: number;
  report: string;
  promise: string;
  language: string;
  answers: Record<string, string | string[]>;
  consents: Record<string, boolean>;
  returning: Returning | null;
  sealed_by: "reporter" | "member" | "server";
  attachments: Attachment[];
}

/** How many parts so many bytes make; an empty file is one. */
export const partsOf = (size: number): number => Math.max(1, Math.ceil(size / PART));

const RETURNING = json.fields({
  locator: json.HASH,
  recipient: (value) => typeof value === "string" && isRecipient(value),
  talk_reporter: json.HASH,
  talk_team: json.HASH,
  withdrawal: json.HASH,
});

const ATTACHMENT_FIELDS = json.fields({
  name: json.sized(1, 255),
  type: json.matching(/^([a-z0-9.+-]{1,64}\/[a-z0-9.+-]{1,64})?$/),
  size: json.whole(0, LARGEST_ATTACHMENT),
  sha256: json.HASH,
  parts: json.list(json.HASH),
});

const attachment: json.Check = (value) =>
  ATTACHMENT_FIELDS(value) && (value as Attachment).parts.length === partsOf((value as Attachment).size);

const FIELDS = json.fields({
  format: json.exactly(FORMAT),
  form: json.COUNT,
  collection: json.ID,
  epoch: json.COUNT,
  report: json.ID,
  promise: json.HASH,
  language: json.LANGUAGE,
  answers: json.named(json.either(json.string, json.list(json.string))),
  consents: json.named(json.boolean),
  returning: json.either(json.exactly(null), RETURNING),
  sealed_by: json.exactly("reporter", "member", "server"),
  attachments: json.list(attachment, MOST_ATTACHMENTS),
});

const manifest: json.Check = (value) => {
  if (!FIELDS(value)) return false;
  const { attachments } = value as Manifest;
  const parts = attachments.flatMap((each) => each.parts);
  const total = attachments.reduce((sum, each) => sum + each.size, 0);
  return total <= LARGEST_TOTAL && new Set(parts).size === parts.length;
};

export const encode = (value: Manifest): Bytes => json.encoded(value, manifest, "report");
export const decode = (bytes: Uint8Array): Manifest => json.decoded(bytes, manifest, "report");
