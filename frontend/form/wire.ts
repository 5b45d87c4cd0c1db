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

let collection = "";
let stopped = false;

export const use = (id: string): void => void (collection = id);

/** From here on nothing is sent. */
export const stop = (): void => void (stopped = true);

/** The key of the moment; throws Closed, or Dropped. */
export async function key(): Promise<Key> {
  const { open, ...current } = await anyKey();
  if (!open) throw new Closed();
  return current;
}

/** The same where a conversation goes on, which it may after the closing; throws Closed where the form is gone. */
export async function anyKey(): Promise<Key & { open: boolean }> {
  const answer = await request("key", { method: "GET" });
  if (answer.status === 404 || answer.status === 410) throw new Closed();
  if (!answer.ok) throw new Dropped();
  const { epoch, recipient, open } = (await read(answer.json())) as Key & { open: boolean };
  return { epoch, recipient, open };
}

/** The status of the answer, or Dropped. */
export async function post(to: string, body: Bytes): Promise<number> {
  return (await request(to, posted(to, body))).status;
}

/** The bytes of the answer, or Dropped. */
export async function ask(to: string, body: Bytes): Promise<Bytes> {
  const answer = await request(to, posted(to, body));
  if (answer.status !== 200) throw new Dropped();
  return new Uint8Array((await read(answer.arrayBuffer())) as ArrayBuffer);
}

function posted(to: string, body: Bytes): RequestInit {
  if (!(body instanceof Uint8Array && LENGTHS[to]?.includes(body.length))) throw new Error("not of a published length");
  return { method: "POST", body, headers: { "Content-Type": "application/octet-stream" } };
}

async function request(to: string, options: RequestInit): Promise<Response> {
  if (stopped) throw new Error("stopped");
  const waiting = new AbortController();
  const clock = setTimeout(() => waiting.abort(), PATIENCE);
  try {
    return await fetch(`/f/${collection}/${to}`, {
      ...options,
      cache: "no-store",
      credentials: "omit",
      mode: "same-origin",
      redirect: "error",
      referrerPolicy: "same-origin",
      signal: waiting.signal,
    });
  } catch {
    throw new Dropped();
  } finally {
    clearTimeout(clock);
  }
}

const read = (body: Promise<unknown>): Promise<unknown> =>
  body.catch(() => {
    throw new Dropped();
  });
