// Whether a thing is on a list that was fetched whole; nobody is asked. The same as gawah/checks/indicators.py.

import { found, type Finding } from "./findings";
import { addressOf, readLink } from "./links";

export interface Indicators {
  hosts: ReadonlySet<string>; addresses: ReadonlySet<string>; emails: ReadonlySet<string>; hashes: ReadonlySet<string>;
}

const PARTS = ["hosts", "addresses", "emails", "hashes"] as const;

export const NONE: Indicators = { hosts: new Set(), addresses: new Set(), emails: new Set(), hashes: new Set() };

/** The list that a server sent (`Indicators.canonical` in Python); an Error when it is none. */
export function indicatorsOf(given: unknown): Indicators {
  const lists = given as Record<string, unknown> | null;
  const strings = (value: unknown): value is string[] => Array.isArray(value) && value.every((each) => typeof each === "string");
  if (lists?.format !== "gawah/indicators/1" || !PARTS.every((part) => strings(lists[part]))) {
    throw new Error("This is no list of indicators that can be read.");
  }
  const [hosts, addressesListed, emails, hashes] = PARTS.map((part) => new Set(lists[part] as string[]));
  return { hosts: hosts!, addresses: addressesListed!, emails: emails!, hashes: hashes! };
}

export const count = (listed: Indicators): number => PARTS.reduce((sum, part) => sum + listed[part].size, 0);

/** Whether an address is on the list, and by what. */
export function* ofLink(given: string, where: string, listed: Indicators): Generator<Finding> {
  const link = readLink(given);
  if (link.email && listed.emails.has(link.email)) yield found("indicator.email", where, { indicator: link.email });
  if (!link.host) return;
  const address = addressOf(link);
  if (!link.email && listed.addresses.has(address)) yield found("indicator.address", where, { indicator: address });
  const { labels, name } = link.host;
  const suffix = labels.map((_, at) => labels.slice(at).join(".")).find((each) => listed.hosts.has(each));
  if (suffix !== undefined) yield found("indicator.host", where, { host: name, indicator: suffix });
}

/** Which of a file's hashes (lower-case hexadecimal) are on the list. */
export function* ofHashes(hashes: readonly string[], where: string, listed: Indicators): Generator<Finding> {
  for (const each of hashes) if (listed.hashes.has(each)) yield found("indicator.hash", where, { indicator: each });
}
