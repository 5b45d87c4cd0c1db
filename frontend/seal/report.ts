// A sealed report: its manifest, padded to a bucket and sealed to the collection's recipient.

import * as age from "./age";
import type { Bytes } from "./bytes";
import { decode, encode, type Manifest } from "./manifest";
import { padded, REPORT_BUCKETS, unpadded } from "./padding";
import { Refused } from "./refused";

export type { Manifest } from "./manifest";

/** The file: 4, 8, 16, 32 or 64 KiB and 1,659 bytes. */
export const seal = (report: Manifest, recipient: string): Promise<Bytes> =>
  age.seal(padded(encode(report), REPORT_BUCKETS), recipient);

export async function unseal(file: Uint8Array, identity: string): Promise<Manifest> {
  if (!REPORT_BUCKETS.map(age.sealedLength).includes(file.length)) {
    throw new Refused("not-accepted", "A sealed report has one of five lengths; this is none of them.");
  }
  return decode(unpadded(await age.unseal(file, identity), REPORT_BUCKETS));
}

/** What the server keeps beside a report. `locator`: SHA-256 in hex, null without a return code. */
export interface Row {
  collection: string;
  epoch: number;
  locator: string | null;
}

/** Which of these the server's row has otherwise than the report: it was put under another report's ciphertext. */
export function differences(report: Manifest, row: Row): (keyof Row)[] {
  const inside: Row = { ...report, locator: report.returning?.locator ?? null };
  return (["collection", "epoch", "locator"] as const).filter((name) => row[name] !== inside[name]);
}
