// One report, opened in the member's browser and held against what the server says of it.

import { unhex } from "../seal/bytes";
import { withdrawalDigest } from "../seal/code";
import { read, consents as latest, type Mailbox, type Talk } from "../seal/messages";
import { Refused, type Kind } from "../seal/refused";
import { differences, unseal, type Manifest } from "../seal/report";

/** A row of the inbox as the server tells it. `locator`: hash, or null; `messages`: number of the newest. */
export interface Row {
  id: string;
  collection: string;
  epoch: number;
  day: string;
  locator: string | null;
  withdrawn: string[];
  messages: number;
}

/** What a member's browser warns of, each with a sentence of its own on the page. */
export type Flag =
  | "unopened" // does not open with the form's key, or is no report inside
  | "collection" // these three: the row says otherwise than the report
  | "epoch"
  | "locator"
  | "promise" // carries a promise that was never this form's
  | "withdrawal" // hashes of withdrawal tokens that are not the reporter's
  | "repeated" // another row holds a report with the same id
  | "server" // sealed on the server: it saw the text
  | "withheld" // the server tells of another newest message than there is
  | `message-${"forged" | "other-report" | "form" | "order" | "missing" | "chain"}`;

export interface Opened {
  report: Manifest | null;
  flags: Flag[];
}

/** What is needed to open a report of one form. `keys`: the form's identities by epoch; `promises`: hashes of its chain. */
export interface Form {
  keys: ReadonlyMap<number, string>;
  promises: ReadonlySet<string>;
}

export async function open(
  row: Row,
  file: Uint8Array,
  hashes: Record<string, string>,
  form: Form,
): Promise<Opened> {
  const key = form.keys.get(row.epoch);
  if (key === undefined) return { report: null, flags: ["unopened"] };
  let report: Manifest;
  try {
    report = await unseal(file, key);
  } catch (error) {
    if (error instanceof Refused) return { report: null, flags: ["unopened"] };
    throw error;
  }
  return { report, flags: [...wrong(report, row, hashes, form)] };
}

function* wrong(report: Manifest, row: Row, hashes: Record<string, string>, form: Form): Iterable<Flag> {
  yield* differences(report, row);
  if (!form.promises.has(report.promise)) yield "promise";
  if (!isWithdrawal(report, hashes)) yield "withdrawal";
  if (report.sealed_by === "server") yield "server";
}

/** Somebody without a return code can withdraw nothing, so nothing may be kept for it. */
function isWithdrawal({ returning }: Manifest, hashes: Record<string, string>): boolean {
  if (returning === null) return Object.keys(hashes).length === 0;
  try {
    return withdrawalDigest(hashes) === returning.withdrawal;
  } catch {
    return false;
  }
}

export const talkOf = ({ report, returning }: Manifest): Talk | null =>
  returning && { report, reporter: unhex(returning.talk_reporter), team: unhex(returning.talk_team) };

/** The conversation, or what kind of wrong its messages are. `said`: the server's word on the newest number. */
export async function conversation(
  files: readonly Uint8Array[],
  keys: readonly string[],
  talk: Talk,
  said: number,
): Promise<{ box: Mailbox; flags: Flag[] }> {
  const box = await read(files, keys, talk);
  return { box, flags: box.newest < Math.max(1, said) || box.messages.length < files.length ? ["withheld"] : [] };
}

/** The flag of a mailbox that was refused; other errors are not the server's doing. */
export function flagOf(error: unknown): Flag {
  const kinds: Kind[] = ["forged", "other-report", "form", "order", "missing", "chain"];
  if (error instanceof Refused && kinds.includes(error.kind)) return `message-${error.kind}` as Flag;
  throw error;
}

const USES = ["contact", "share", "publish", "advocacy", "training", "count"]; // as a promise tells them

export type Standing = "given" | "not-given" | "taken-back";

/** How each use stands now: by the newest message, else the report; what was withdrawn with a token is taken back. */
export function standing(report: Manifest, box: Mailbox | null, withdrawn: readonly string[]): Record<string, Standing> {
  const now = (box && latest(box)) ?? report.consents;
  const named = Object.keys({ ...report.consents, ...now });
  const uses = [...USES.filter((use) => named.includes(use)), ...named.filter((use) => !USES.includes(use))];
  return Object.fromEntries(uses.map((use) => [use, stands(use, report, now, withdrawn)]));
}

function stands(use: string, report: Manifest, now: Record<string, boolean>, withdrawn: readonly string[]): Standing {
  if (withdrawn.includes(use) || withdrawn.includes("")) return "taken-back";
  if (now[use] === true) return "given";
  return report.consents[use] === true ? "taken-back" : "not-given";
}

/** A body of so many files of one length; null where it is none. */
export function cut(body: Uint8Array, length: number): Uint8Array[] | null {
  if (body.length % length !== 0) return null;
  return Array.from({ length: body.length / length }, (_, at) => body.slice(at * length, (at + 1) * length));
}
