// Why something was refused. `kind` chooses the sentence that a page shows; the message is for a log of the tests.

export type Kind =
  | "wrong-key" // a recipient, identity or passphrase that cannot be used here
  | "not-accepted" // not of the one form that Gawah writes
  | "age" // an age file that does not open: damaged, or for another key
  | "malformed" // what was sealed is not what its format says
  | "too-long"
  | "parts" // not the parts the manifest lists, in its order
  | "letter" // the next three: what was typed is no return code
  | "length"
  | "check"
  | "forged" // from here on: messages
  | "other-report"
  | "form"
  | "order"
  | "missing"
  | "chain"
  | "unknown" // from here on: the log of members, which also has malformed, forged, order and missing
  | "start"
  | "code"
  | "genesis"
  | "rollback"
  | "fork"
  | "stranger"
  | "left"
  | "signatures"
  | "joined"
  | "member"
  | "last"
  | "own"
  | "leaver"
  | "opened"
  | "collection"
  | "promise"
  | "epoch"
  | "ghost"
  | "readers"
  | "used"
  | "substituted";

export class Refused extends Error {
  constructor(
    readonly kind: Kind,
    message: string,
  ) {
    super(message);
    this.name = "Refused";
  }
}
