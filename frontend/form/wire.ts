// The few requests of the page. Each takes sealed bytes of a published length or nothing: no text can be sent by it.

import type { Bytes } from "../seal/bytes";
import type { Key } from "./sealing";

const MESSAGE = 5755;
const HEAD = 1 + 10 + 4 + 1 + 32 + 7 * 32 + 2 * MESSAGE;
const LENGTHS: Record<string, readonly number[]> = {
  report: [5755, 9851, 18043, 34427, 67195].map((file) => HEAD + file),
  return: [33],
  message: [32 + 1 + 4 + 2 * MESSAGE],
  withdraw: [32],
};
const PATIENCE = 120_000; // ms: 80 kB on a slow line

/** The connection dropped, or there was none: whether the other side got it is not known. */
export class Dropped extends Error {}
/** The form takes nothing more, or is gone. */
export class Closed extends Error {}

const LAST_EPOCH = 2 ** 31 - 1;

let collection = "";
let seen: Key = { epoch: 0, recipient: "" }; // the newest key there was since the page was opened
let stopped = false;

export const use = (id: string): void => void (collection = id);

/** From here on nothing is sent. */
export const stop = (): void => void (stopped = true);

/** What was given as the key is none, or goes back behind one that was given before. */
export class BadKey extends Error {}

/** The key of the moment; throws Closed, BadKey, or Dropped. */
export async function key(): Promise<Key> {
  const { open, ...current } = await anyKey();
  if (!open) throw new Closed();
  return current;
}

/** The same where a conversation goes on, which it may after the closing; Closed only where the form is gone. */
export async function anyKey(): Promise<Key & { open: boolean }> {
  const { status, content } = await request("key", { method: "GET" });
  if (status === 404 || status === 410) throw new Closed();
  if (status !== 200) throw new Dropped();
  const { epoch, recipient, open } = parsed(content);
  if (!Number.isInteger(epoch) || epoch < 1 || epoch > LAST_EPOCH) throw new BadKey();
  if (typeof recipient !== "string" || typeof open !== "boolean") throw new BadKey();
  if (epoch < seen.epoch || (epoch === seen.epoch && recipient !== seen.recipient)) throw new BadKey();
  seen = { epoch, recipient };
  return { epoch, recipient, open };
}

function parsed(content: Bytes): Key & { open: boolean } {
  try {
    return Object(JSON.parse(new TextDecoder().decode(content)));
  } catch {
    throw new Dropped(); // a page of something in between
  }
}

/** The status of the answer, or Dropped. */
export async function post(to: string, body: Bytes): Promise<number> {
  return (await request(to, posted(to, body))).status;
}

/** The bytes of the answer, or Dropped. */
export async function ask(to: string, body: Bytes): Promise<Bytes> {
  const { status, content } = await request(to, posted(to, body));
  if (status !== 200) throw new Dropped();
  return content;
}

function posted(to: string, body: Bytes): RequestInit {
  if (!(body instanceof Uint8Array && LENGTHS[to]?.includes(body.length))) throw new Error("not of a published length");
  return { method: "POST", body, headers: { "Content-Type": "application/octet-stream" } };
}

/** The whole answer: one that begins and does not end is none. */
async function request(to: string, options: RequestInit): Promise<{ status: number; content: Bytes }> {
  if (stopped) throw new Error("stopped");
  const waiting = new AbortController();
  const clock = setTimeout(() => waiting.abort(), PATIENCE);
  try {
    const answer = await fetch(`/f/${collection}/${to}`, {
      ...options,
      cache: "no-store",
      credentials: "omit",
      mode: "same-origin",
      redirect: "error",
      referrerPolicy: "same-origin",
      signal: waiting.signal,
    });
    return { status: answer.status, content: new Uint8Array(await answer.arrayBuffer()) };
  } catch {
    throw new Dropped();
  } finally {
    clearTimeout(clock);
  }
}
