// Coming back with a code: the mailbox is fetched, opened and checked here; then more can be written, a consent taken
// back, or everything withdrawn.

import { joined, type Bytes } from "../seal/bytes";
import type { Consents, Message, Words } from "../seal/messages";
import type { Conversation } from "./conversation";
import { all, one, problem, said, show, tell, the } from "./page";
import type { Ready, Sealing } from "./sealing";
import { anyKey, ask, BadKey, Closed, Dropped, post } from "./wire";

const FEW = 8;
const MANY = 32;
const TAKEN = 204;
const TURNS = 5; // others who write at the same moment

let code: Bytes | null = null;
let now: Conversation | null = null;
let places = FEW;
let queue: (Words | Consents)[] = []; // what is still to be sent of a text
let pending: { ready: Ready; content: Words | Consents } | null = null; // sent, and no answer came
let busy = false;

/** It could not be sealed: nothing was sent. */
class Unsealed extends Error {}
/** The page was left, or the code given back, while something was under way. */
class Left extends Error {}

/** Opens the mailbox of the code that was typed. */
export async function open(sealing: Sealing): Promise<void> {
  if (busy) return;
  problem(null);
  const typed = the<HTMLTextAreaElement>("typed");
  try {
    code = sealing.codes.decode(typed.value);
  } catch (error) {
    return refused(error, sealing, typed);
  }
  tell("opening", "opening");
  busy = true;
  try {
    places = FEW;
    now = await fetched(sealing);
    if (now?.box.earlier) {
      places = MANY;
      now = await fetched(sealing);
    }
  } catch (error) {
    return error instanceof Left ? undefined : refused(error, sealing, typed);
  } finally {
    busy = false;
    tell("opening", null);
  }
  if (now === null) return problem(said("nothing"));
  typed.value = "";
  show("talk");
  draw();
}

function refused(error: unknown, { Refused }: Sealing, typed: HTMLTextAreaElement): void {
  problem(said(reason(error, Refused), { digits: 42, count: typed.value.replace(/[^0-9٠-٩۰-۹]/g, "").length }));
  typed.focus();
}

function reason(error: unknown, Refused: Sealing["Refused"]): string {
  if (error instanceof Dropped) return "fetch";
  if (!(error instanceof Refused)) throw error;
  if (["letter", "length", "check"].includes(error.kind)) return error.kind;
  return ["order", "missing", "chain"].includes(error.kind) ? "missing" : "forged";
}

const address = (sealing: Sealing): Bytes => joined(sealing.codes.locator(code!), Uint8Array.of(places));

const fetched = (sealing: Sealing): Promise<Conversation | null> => mailbox(sealing, "return", address(sealing));

async function mailbox(sealing: Sealing, to: string, body: Bytes): Promise<Conversation | null> {
  const mine = code!;
  const answer = await ask(to, body);
  const found = code === mine ? await sealing.conversation(answer, places, mine) : null;
  if (code !== mine) throw new Left();
  return found;
}

// What it looks like

const redraw = (): void => void (now === null || draw());

function draw(): void {
  const { messages, newest, earlier } = now!.box;
  the("last").textContent = said("last", { number: newest });
  the("earlier").hidden = earlier === 0;
  the("earlier").textContent = said("earlier", { count: earlier });
  the("messages").replaceChildren(...inOne(messages).map(drawn));
  the("no-answer").hidden = messages.some(({ sender }) => sender === "team");
  drawConsents();
}

/** Messages that go on with a text as one, under the number of the last. */
function inOne(messages: readonly Message[]): Message[] {
  const whole: Message[] = [];
  for (const each of messages) {
    const last = whole[whole.length - 1];
    if (last?.content.kind === "words" && last.content.more && last.sender === each.sender && each.content.kind === "words") {
      whole[whole.length - 1] = { ...each, content: { ...each.content, text: last.content.text + each.content.text } };
    } else {
      whole.push(each);
    }
  }
  return whole;
}

function drawn({ sender, number, content }: Message): HTMLElement {
  const item = document.createElement("li");
  item.className = sender;
  const who = document.createElement("p");
  who.className = "who";
  who.textContent = said("message", { who: said(sender === "team" ? "team" : "you"), number });
  const words = document.createElement("p");
  words.className = "text";
  words.dir = "auto";
  words.textContent = content.kind === "words" ? content.text : consentsSaid(content.consents);
  item.append(who, words);
  return item;
}

function consentsSaid(given: Record<string, boolean>): string {
  const yes = all("#allowed li").filter((each) => given[each.dataset.use!]);
  if (yes.length === 0) return said("consents_none");
  return [said("consents"), ...yes.map((each) => one(".use", each)!.textContent!)].join("\n");
}

function standing(): Record<string, boolean> | null {
  const told = now!.box.messages.flatMap(({ content }) => (content.kind === "consents" ? [content.consents] : []));
  return told.pop() ?? null;
}

function drawConsents(): void {
  const stand = standing();
  for (const each of all("#allowed li")) {
    const on = stand === null || stand[each.dataset.use!] === true;
    one(".on", each)!.hidden = !on || stand === null;
    one(".off", each)!.hidden = on;
    one("button", each)!.hidden = !on;
  }
}

// What is sent

/** Puts one message into the conversation; false when the mailbox came back without it. */
async function deliver(sealing: Sealing, content: Words | Consents): Promise<boolean> {
  for (let turn = 0; turn < TURNS; turn++) {
    let found: Conversation | null;
    if (pending !== null) {
      found = await fetched(sealing); // it may have arrived, though no answer came
    } else {
      pending = { ready: await ready(sealing, content), content };
      found = await mailbox(sealing, "message", joined(address(sealing), pending.ready.body));
    }
    if (found === null) return false;
    now = found;
    const sent: { ready: Ready; content: Words | Consents } = pending;
    pending = null;
    if (!sealing.holds(now, sent.ready)) continue;
    if (sent.content === queue[0]) arrived();
    if (JSON.stringify(sent.content) === JSON.stringify(content)) return true;
  }
  return false;
}

/** The first of what was still to be sent has arrived, in whatever turn that was seen. */
function arrived(): void {
  queue.shift();
  if (queue.length > 0) return;
  const field = the<HTMLTextAreaElement>("more");
  field.value = "";
  field.readOnly = false;
}

async function ready(sealing: Sealing, content: Words | Consents): Promise<Ready> {
  const key = await anyKey();
  if (code === null) throw new Left();
  return sealing.next(code, now!, content, key).catch(() => {
    throw new Unsealed();
  });
}

/** Sends what was written, in as many messages as it needs. */
export async function say(sealing: Sealing): Promise<void> {
  const field = the<HTMLTextAreaElement>("more");
  if (busy || (queue.length === 0 && field.value.trim() === "")) return field.focus();
  if (queue.length === 0) queue = sealing.split(field.value.trim());
  field.readOnly = true;
  await working("talking", sealing, async () => {
    while (queue.length > 0) {
      if (!(await deliver(sealing, queue[0]!))) return tell("talking", "not_taken", "bad");
    }
    tell("talking", "sent", "good", { number: now!.box.newest });
  });
  field.readOnly = queue.length > 0;
  redraw();
}

/** Takes one consent back: the token needs no member, and the message tells the team. */
export async function takeBack(sealing: Sealing, use: string): Promise<void> {
  if (busy) return;
  await working("taking", sealing, async () => {
    if ((await post("withdraw", sealing.codes.withdrawalToken(code!, use))) !== TAKEN) throw new Dropped();
    const stand = standing();
    if (stand !== null && !(await deliver(sealing, { kind: "consents", consents: { ...stand, [use]: false } }))) {
      return tell("taking", "half_taken_back", "bad");
    }
    tell("taking", "taken_back", "good");
  });
  redraw();
}

/** Withdraws everything, and looks whether it is gone. */
export async function withdraw(sealing: Sealing): Promise<void> {
  if (busy) return;
  await working("withdrawing", sealing, async () => {
    await post("withdraw", sealing.codes.withdrawalToken(code!));
    if ((await fetched(sealing)) !== null) return tell("withdrawing", "not_withdrawn", "bad");
    forget();
    show("withdrawn");
  });
}

async function working(place: string, { Refused }: Sealing, work: () => Promise<void>): Promise<void> {
  busy = true;
  tell(place, place === "withdrawing" ? "withdrawing" : "sending");
  try {
    await work();
  } catch (error) {
    if (error instanceof Left) return tell(place, null);
    if (error instanceof Closed) tell(place, "not_taken", "bad");
    else if (error instanceof BadKey || error instanceof Unsealed) tell(place, "unsealed", "bad");
    else tell(place, error instanceof Dropped ? "unanswered" : reason(error, Refused), "bad");
  } finally {
    busy = false;
  }
}

export function forget(): void {
  code?.fill(0);
  code = null;
  now = null;
  queue = [];
  pending = null;
  the("messages").replaceChildren();
  the("sure").hidden = true;
  for (const id of ["opening", "talking", "taking", "withdrawing"]) if (the(id)) tell(id, null);
}
