// The team's answer: a text in as many messages as it needs, each after the newest that the server has.

import { digest, following, seal, split, write, type Mailbox, type Talk, type Words } from "../seal/messages";

const TRIES = 6; // others may be writing too; more of them is no conversation

/** `post`: false where that number is taken. `read`: the conversation anew. `recipients`: the reporter's, the form's. */
export interface Wire {
  recipients: readonly [string, string];
  read: () => Promise<Mailbox>;
  post: (number: number, forReporter: Uint8Array, forCollection: Uint8Array) => Promise<boolean>;
}

/** Not all of a reply went. `left`: what did not, `box`: the conversation as it was last seen. */
export class Unsent extends Error {
  constructor(
    readonly left: string,
    readonly box: Mailbox,
    readonly cause: unknown,
  ) {
    super("The reply was not sent.");
    this.name = "Unsent";
  }
}

/**
 * Sends `text` and returns the conversation with it. Sent again after an answer was lost on its way, with the `box` of
 * then, it does not say anything twice.
 */
export async function reply(text: string, talk: Talk, box: Mailbox, wire: Wire): Promise<Mailbox> {
  const pieces = split(text);
  let seen = box;
  let after = box.newest;
  for (const [at, piece] of pieces.entries()) {
    try {
      seen = await sent(piece, talk, seen, after, wire);
    } catch (error) {
      throw new Unsent(pieces.slice(at).map((each) => each.text).join(""), seen, error);
    }
    after = numberOf(piece, seen, after)!;
  }
  return seen;
}

async function sent(piece: Words, talk: Talk, box: Mailbox, after: number, wire: Wire): Promise<Mailbox> {
  let seen = box;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (numberOf(piece, seen, after) !== null) return seen;
    const message = following(seen, talk, "team", piece);
    const written = write(message, talk);
    const [forReporter, forCollection] = await seal(written, wire.recipients);
    if (await wire.post(message.number, forReporter, forCollection)) {
      return { ...seen, messages: [...seen.messages, message], newest: message.number, digest: digest(written) };
    }
    seen = await wire.read();
  }
  throw new Error("Every number was taken.");
}

/** The number under which the team says exactly this after message `after`; null where it does not. */
function numberOf(piece: Words, box: Mailbox, after: number): number | null {
  const found = box.messages.find(
    ({ number, sender, content }) =>
      number > after &&
      sender === "team" &&
      content.kind === "words" &&
      content.text === piece.text &&
      content.more === piece.more,
  );
  return found?.number ?? null;
}
