// What a return finds. The report's id is taken from the first message that carries the reporter's own keys, never from
// the server; then every message is checked as anywhere.

import * as age from "../seal/age";
import { same, text, type Bytes } from "../seal/bytes";
import * as codes from "../seal/code";
import { authentic } from "../seal/derive";
import { MESSAGE_BUCKETS, unpadded } from "../seal/padding";
import * as messages from "../seal/messages";
import { Refused } from "../seal/refused";

const FILE = age.sealedLength(MESSAGE_BUCKETS[0]!);
const MAC = 32;

export interface Conversation {
  box: messages.Mailbox;
  talk: messages.Talk;
}

/** The messages of a mailbox as it was sent, with as many places as asked for; null where nothing is for this code. */
export async function conversation(mailbox: Uint8Array, places: number, code: Bytes): Promise<Conversation | null> {
  if (mailbox.length !== places * FILE) throw new Refused("form", "This is no mailbox.");
  const files = Array.from({ length: mailbox.length / FILE }, (_, at) => mailbox.slice(at * FILE, (at + 1) * FILE));
  const keys = { reporter: codes.talkKey(code, "reporter"), team: codes.talkKey(code, "team") };
  const identity = codes.identity(code);
  const report = await reportOf(files, identity, keys);
  if (report === null) {
    await messages.read(files, [identity], { report: "", ...keys }); // refuses what is no filler
    return null;
  }
  const talk = { report, ...keys };
  return { box: await messages.read(files, [identity], talk), talk };
}

async function reportOf(
  files: readonly Uint8Array[],
  identity: string,
  keys: Pick<messages.Talk, "reporter" | "team">,
): Promise<string | null> {
  for (const file of files) {
    const plaintext = age.isHybrid(file) ? await age.unsealIfMine(file, [identity]).catch(() => null) : null;
    if (plaintext === null) continue;
    try {
      const written = unpadded(plaintext, MESSAGE_BUCKETS);
      const [mac, body] = [written.subarray(0, MAC), written.subarray(MAC)];
      if (!Object.values(keys).some((key) => same(authentic(key, body), mac))) continue;
      const { report } = JSON.parse(text(body)) as { report: unknown };
      if (typeof report === "string") return report;
    } catch {
      continue; // whatever it is, reading all of them refuses it
    }
  }
  return null;
}
