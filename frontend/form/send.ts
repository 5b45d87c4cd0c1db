// Sealing and sending a report: what has and has not been sent is said at each turn, and nothing typed is lost.

import type { Bytes } from "../seal/bytes";
import { answers, consents } from "./answers";
import { all, one, said, tell, the } from "./page";
import type { Draft, Sealing } from "./sealing";
import { anyKey, Closed, Dropped, key, post } from "./wire";

const TURNS = 5; // new epochs in a row

export interface About {
  form: number;
  collection: string;
  promise: string;
  language: string;
  uses: readonly string[];
}

type Outcome = "taken" | "dropped" | "unsent" | "unsealed" | "closed" | "full" | "refused";

// Where these follow on an answer that was lost, the other side has still not said whether it has the report.
const NOT_ASKED: readonly Outcome[] = ["unsent", "unsealed", "full"];

let draft: Draft | null = null; // from the first try on: asked twice, it is kept once
let uncertain = false; // something was sent, and no answer came

/** Tries to send; true when it has arrived. */
export async function send(sealing: Sealing, about: About, code: Bytes | null): Promise<boolean> {
  const button = one<HTMLButtonElement>('[data-do="send"]')!;
  if (button.getAttribute("aria-disabled") === "true") return false;
  button.setAttribute("aria-disabled", "true");
  the("send-back").hidden = true;
  the("unsent").hidden = true; // from here on the status says it
  if (!uncertain) draft = { ...sealing.begin(), ...about, answers: answers(), consents: consents(about.uses), code };
  const mine = draft!;
  const outcome = await tried(sealing, mine);
  if (draft !== mine) return false; // the page was left, and has forgotten it
  button.removeAttribute("aria-disabled");
  if (outcome === "taken") {
    draft = null;
    return true;
  }
  uncertain ||= outcome === "dropped";
  tell("sending", uncertain && NOT_ASKED.includes(outcome) ? "dropped" : outcome, "bad");
  button.textContent = said("again");
  the("send-back").hidden = uncertain;
  return false;
}

async function tried(sealing: Sealing, report: Draft): Promise<Outcome> {
  for (let turn = 0; turn < TURNS; turn++) {
    tell("sending", turn === 0 ? "sealing" : "epoch");
    let body: Bytes;
    try {
      const current = await (uncertain ? anyKey() : key()); // what arrived is known after the closing too
      await painted();
      body = await sealing.body(report, current);
      if (draft !== report) return "unsent";
    } catch (error) {
      if (error instanceof Closed) return "closed";
      return error instanceof Dropped ? "unsent" : "unsealed";
    }
    if (turn === 0) tell("sending", "sending");
    const status = await post("report", body).catch((error: unknown) => {
      if (error instanceof Dropped) return 0;
      throw error;
    });
    if (status !== 409) return outcomeOf(status);
  }
  return "refused";
}

function outcomeOf(status: number): Outcome {
  if (status === 204) return "taken";
  if (status === 410) return "closed";
  if (status === 413 || status === 507) return "full";
  return status === 0 || status >= 500 ? "dropped" : "refused";
}

/** Sealing holds a slow phone for a moment: what it is doing must be on the screen before. */
const painted = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 30);
  });

export function forget(): void {
  draft?.code?.fill(0);
  draft = null;
  uncertain = false;
  tell("sending", null);
  the("send-back").hidden = false;
  the("unsent").hidden = false;
  for (const button of all('[data-do="send"]')) button.removeAttribute("aria-disabled");
}
