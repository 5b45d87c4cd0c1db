// Reading the log of members: every entry is checked against all before it, and the whole against what was seen before.
// The same as gawah/envelope/log (state.py, rules.py, reading.py).

import { text, unhex } from "./bytes";
import { verify } from "./ed25519";
import * as entries from "./entries";
import type { Act, Entry, Epoch, Form, Promised, Signed } from "./entries";
import { Refused, type Kind } from "./refused";

export type { Act, Epoch, Form, Promised } from "./entries";
export { codeHash, fingerprint, lines } from "./entries";

/** How many entries a log had, and the hash of the last: what a reader keeps of the newest log it has seen. */
export interface Head {
  number: number;
  hash: string;
}

/** `joined`, `left`: numbers of entries, from 1; `left` is null while they belong. */
export interface Member {
  fingerprint: string;
  signing: string;
  recipient: string;
  joined: number;
  left: number | null;
}

/** `promises` and `epochs`: all, the newest last; `form`: as it is now; `opened`, `discarded`: numbers of entries. */
export interface Collection {
  id: string;
  opened: number;
  promises: readonly Promised[];
  epochs: readonly Epoch[];
  form: Form;
  discarded: number | null;
}

/** What a log says. `code`: the hash of the one-time code that the first entry names. */
export interface Log {
  hashes: readonly string[];
  members: readonly Member[];
  collections: readonly Collection[];
  code: string;
}

export interface Expected {
  code?: string;
  genesis?: string;
  seen?: Head;
}

export const EMPTY: Log = { hashes: [], members: [], collections: [], code: "" };
const LEAST_READERS = 2;

export const head = (log: Log): Head => ({ number: log.hashes.length, hash: log.hashes[log.hashes.length - 1]! });

/** Who belongs now. */
export const present = (log: Log): Member[] => log.members.filter((member) => member.left === null);

export const memberOf = (log: Log, fingerprint: string): Member | undefined =>
  log.members.find((member) => member.fingerprint === fingerprint);

export const collectionOf = (log: Log, id: string): Collection | undefined =>
  log.collections.find((each) => each.id === id);

export const epochOf = (collection: Collection): Epoch => collection.epochs[collection.epochs.length - 1]!;
export const promiseOf = (collection: Collection): Promised => collection.promises[collection.promises.length - 1]!;

/** The collections, not yet discarded, whose newest epoch this member can open. */
export const readable = (log: Log, fingerprint: string): string[] =>
  log.collections
    .filter((each) => each.discarded === null && epochOf(each).readers.includes(fingerprint))
    .map(({ id }) => id);

/** What the entries say; refused where one may not stand where it does. What is not `expected` is not looked at. */
export function read(log: readonly Uint8Array[], expected: Expected = {}): Log {
  if (log.length === 0) throw refused("start", "the log is empty");
  const hashes = new Set(log.map(entries.hashOf));
  const state = log.reduce((before, data) => append(before, data, hashes), EMPTY);
  const { code, genesis, seen } = expected;
  if (code !== undefined && state.code !== code) throw refused("code", "it was begun with another code");
  if (genesis !== undefined && state.hashes[0] !== genesis) throw refused("genesis", "this is another log");
  if (seen !== undefined) checkSeen(state, seen);
  return state;
}

/** The log with one entry more. `elsewhere`: hashes of other entries that came with it. */
export function append(log: Log, data: Uint8Array, elsewhere: ReadonlySet<string> = new Set()): Log {
  const signed = entries.decode(data);
  checkPlace(log, signed.entry, elsewhere);
  checkSigned(log, signed);
  const after = applied(log, signed.entry.act, signed.entry.by);
  return { ...after, hashes: [...log.hashes, entries.hashOf(data)] };
}

/** Who in the log has these keys and belongs now. */
export function checkMember(log: Log, signing: string, recipient: string): Member {
  const member = belonging(log, entries.fingerprint(signing));
  if (member.recipient !== recipient) throw refused("substituted", "this is not the key that was vouched for");
  return member;
}

/** Refused where this is not the key a report is sealed to now. */
export function checkEpoch(log: Log, collection: string, number: number, recipient: string): void {
  const epoch = epochOf(openCollection(log, collection));
  if (epoch.number !== number) throw refused("epoch", `it is epoch ${epoch.number} now, not ${number}`);
  if (epoch.recipient !== recipient) throw refused("substituted", "this is not the key that a member signed");
}

/** What the log says of a version of a promise, from its canonical bytes. */
export function promised(content: Uint8Array): Promised {
  try {
    const { before, readers_at_most, discard } = JSON.parse(text(content));
    return { hash: entries.hashOf(content), before, readers_at_most, discard: discard.instant };
  } catch {
    throw refused("promise", "what is served is no promise");
  }
}

/** Refused unless a member signed this version of a promise (any of the chain) for the collection. */
export function checkPromise(log: Log, id: string, promise: Promised): void {
  const held = collectionOf(log, id);
  if (held === undefined) throw refused("collection", `collection ${id} was never opened`);
  const same = ({ hash, before, readers_at_most, discard }: Promised) =>
    hash === promise.hash &&
    before === promise.before &&
    readers_at_most === promise.readers_at_most &&
    discard === promise.discard;
  if (!held.promises.some(same)) throw refused("promise", "no member signed this promise");
}

function checkSeen(log: Log, seen: Head): void {
  if (log.hashes.length < seen.number) throw refused("rollback", "it is older than the one seen before");
  if (log.hashes[seen.number - 1] !== seen.hash) throw refused("fork", `entry ${seen.number} was another before`);
}

function checkPlace(log: Log, { before }: Entry, elsewhere: ReadonlySet<string>): void {
  if ((before === null) !== (log.hashes.length === 0)) throw refused("start", "it begins once, with its first member");
  if (before === null || before === log.hashes[log.hashes.length - 1]) return;
  if (log.hashes.includes(before)) throw refused("fork", "two entries follow the same one");
  if (elsewhere.has(before)) throw refused("order", "an entry stands before the one that it follows");
  throw refused("missing", "an entry was changed or left out");
}

function checkSigned(log: Log, { entry, signatures }: Signed): void {
  const message = entries.toSign(entry);
  entry.by.forEach((by, at) => {
    const signing = entry.act.type === "genesis" ? ownKey(entry.act.signing, by) : belonging(log, by).signing;
    if (!verify(unhex(signing), message, unhex(signatures[at]!))) {
      throw refused("forged", `an entry was not signed as it is by ${by}`);
    }
  });
}

function ownKey(signing: string, by: string): string {
  if (by !== entries.fingerprint(signing)) throw refused("stranger", "the first member must sign the first entry");
  return signing;
}

function belonging(log: Log, fingerprint: string): Member {
  const member = memberOf(log, fingerprint);
  if (member === undefined) throw refused("stranger", `nobody has the key ${fingerprint}`);
  if (member.left !== null) throw refused("left", `who has the key ${fingerprint} has left`);
  return member;
}

// What each entry may do, and what is so afterwards

function applied(log: Log, act: Act, by: readonly string[]): Log {
  const number = log.hashes.length + 1;
  if (by.length !== signaturesFor(log, act)) throw refused("signatures", "too few have signed an entry, or too many");
  switch (act.type) {
    case "genesis":
      return { ...joined(log, act, number), code: act.code };
    case "join":
      return joined(log, act, number);
    case "leave":
      return left(log, act, by[0]!, number);
    case "open":
      return opened(log, act, number);
    case "epoch":
      return renewed(log, act.epoch, act.form);
    case "stricter":
      return stricter(log, act);
  }
}

/** How many members must sign: two for an earlier discard, where there are two; else one. */
export function signaturesFor(log: Log, act: Act): number {
  const held = act.type === "stricter" ? collectionOf(log, act.collection) : undefined;
  if (act.type !== "stricter" || held === undefined) return 1;
  return act.promise.discard < promiseOf(held).discard && present(log).length > 1 ? 2 : 1;
}

type Of<Type> = Extract<Act, { type: Type }>;

function joined(log: Log, { signing, recipient }: Of<"genesis" | "join">, number: number): Log {
  const fingerprint = entries.fingerprint(signing);
  if (memberOf(log, fingerprint)) throw refused("joined", "somebody joins who has joined before");
  if (keys(log).includes(recipient) || offline(log).includes(recipient)) {
    throw refused("used", "somebody joins with a key that is already in use");
  }
  return { ...log, members: [...log.members, { fingerprint, signing, recipient, joined: number, left: null }] };
}

function left(log: Log, { member, epochs, discarded }: Of<"leave">, by: string, number: number): Log {
  if (!present(log).some(({ fingerprint }) => fingerprint === member)) {
    throw refused("member", "somebody leaves who does not belong");
  }
  if (present(log).length === 1) throw refused("last", "the last member leaves");
  if (by === member) throw refused("own", "whoever leaves has signed it");
  const named = [...epochs.map(({ collection }) => collection), ...discarded].sort();
  if (named.join() !== readable(log, member).sort().join()) {
    throw refused("leaver", "a leave names other collections than those that who leaves can read");
  }
  if (epochs.some(({ readers }) => readers.includes(member))) {
    throw refused("leaver", "a new epoch is for who leaves, too");
  }
  let after: Log = {
    ...log,
    members: log.members.map((each) => (each.fingerprint === member ? { ...each, left: number } : each)),
  };
  for (const epoch of epochs) after = renewed(after, epoch, null);
  return discarded.reduce((gone, id) => withCollection(gone, { ...collectionOf(gone, id)!, discarded: number }), after);
}

function opened(log: Log, { promise, epoch, form }: Of<"open">, number: number): Log {
  const id = epoch.collection;
  if (collectionOf(log, id)) throw refused("opened", `collection ${id} was opened before`);
  if (promise.before !== null) throw refused("promise", `collection ${id} opens with a later version of a promise`);
  checkNewEpoch(log, epoch, promise, 1);
  const collection = { id, opened: number, promises: [promise], epochs: [epoch], form, discarded: null };
  return { ...log, collections: [...log.collections, collection] };
}

function renewed(log: Log, epoch: Epoch, form: Form | null): Log {
  const held = openCollection(log, epoch.collection);
  checkNewEpoch(log, epoch, promiseOf(held), epochOf(held).number + 1);
  return withCollection(log, { ...held, epochs: [...held.epochs, epoch], form: form ?? held.form });
}

function stricter(log: Log, { collection, promise, form }: Of<"stricter">): Log {
  const held = openCollection(log, collection);
  const old = promiseOf(held);
  if (promise.before !== old.hash || held.promises.some(({ hash }) => hash === promise.hash)) {
    throw refused("promise", "a promise does not follow the one before");
  }
  if (promise.readers_at_most > old.readers_at_most || promise.discard > old.discard) {
    throw refused("promise", "a promise is weaker than the one before");
  }
  checkMost(epochOf(held), promise);
  return withCollection(log, { ...held, promises: [...held.promises, promise], form });
}

function openCollection(log: Log, id: string): Collection {
  const held = collectionOf(log, id);
  if (held === undefined || held.discarded !== null) throw refused("collection", `collection ${id} is not open`);
  return held;
}

/** Its number, its readers (all present, two at least, no more than promised), and that its key is a new one. */
function checkNewEpoch(log: Log, epoch: Epoch, promise: Promised, number: number): void {
  if (epoch.number !== number) throw refused("epoch", `epoch ${epoch.number} stands where ${number} should`);
  const here = present(log).map(({ fingerprint }) => fingerprint);
  const ghost = epoch.readers.find((reader) => !here.includes(reader));
  if (ghost !== undefined) throw refused("ghost", `an epoch is for a reader who does not belong: ${ghost}`);
  if (epoch.readers.length + (epoch.offline === null ? 0 : 1) < LEAST_READERS) {
    throw refused("readers", "an epoch has a single reader");
  }
  checkMost(epoch, promise);
  const used = [...keys(log), ...offline(log), epoch.offline];
  if (used.includes(epoch.recipient)) throw refused("used", "an epoch has a key that was used before");
  if (epoch.offline !== null && keys(log).includes(epoch.offline)) {
    throw refused("used", "a printed identity has a key in use");
  }
}

function checkMost(epoch: Epoch, promise: Promised): void {
  if (epoch.readers.length > promise.readers_at_most) throw refused("readers", "more can read than was promised");
}

/** Every recipient of a member or an epoch that there ever was. */
const keys = (log: Log): string[] => [
  ...log.members.map(({ recipient }) => recipient),
  ...log.collections.flatMap(({ epochs }) => epochs.map(({ recipient }) => recipient)),
];

/** The recipients of all printed identities. */
const offline = (log: Log): string[] =>
  log.collections.flatMap(({ epochs }) => epochs.flatMap((epoch) => (epoch.offline === null ? [] : [epoch.offline])));

const withCollection = (log: Log, changed: Collection): Log => ({
  ...log,
  collections: log.collections.map((each) => (each.id === changed.id ? changed : each)),
});

const refused = (kind: Kind, why: string) => new Refused(kind, `The log of members is refused: ${why}.`);
