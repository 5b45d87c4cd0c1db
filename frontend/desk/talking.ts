// The conversation of one report on the page, and the box in which a reply is written.

import type { Mailbox, Message } from "../seal/messages";
import { h, type Words, written } from "./page";

/** The messages in order. What one side cut into several because it was long is one again. */
export function conversation(box: Mailbox, words: Words): HTMLElement {
  const list = h("ol", { class: "talk" });
  for (const said of whole(box.messages)) list.append(entry(said, words));
  return list;
}

interface Said {
  first: Message;
  last: number;
  text: string;
}

/** Joined by sender: another's message may have come between two pieces. */
export function whole(messages: readonly Message[]): Said[] {
  const all: Said[] = [];
  const open = new Map<string, Said>();
  for (const message of messages) {
    const { sender, content, number } = message;
    const text = content.kind === "words" ? content.text : "";
    const begun = content.kind === "words" ? open.get(sender) : undefined;
    const said = begun ?? { first: message, last: number, text: "" };
    said.text += text;
    said.last = number;
    if (begun === undefined) all.push(said);
    if (content.kind === "words" && content.more) open.set(sender, said);
    else if (content.kind === "words") open.delete(sender);
  }
  return all;
}

function entry({ first, last, text }: Said, words: Words): HTMLElement {
  const number = first.number === last ? words.number(last) : `${words.number(first.number)}–${words.number(last)}`;
  const head = h("p", { class: "kicker" }, words.t(`sender.${first.sender}`), " ", h("bdi", {}, number));
  if (first.content.kind === "words") return h("li", { class: first.sender }, head, written(text));
  const given = Object.entries(first.content.consents).filter(([, yes]) => yes);
  const uses = given.map(([use]) => (words.has(`use.${use}`) ? words.t(`use.${use}`) : use));
  return h(
    "li",
    { class: first.sender },
    head,
    h("p", {}, words.t(uses.length ? "talk.consents" : "talk.no_consents")),
    uses.length > 0 && h("ul", { class: "uses" }, ...uses.map((use) => h("li", {}, use))),
  );
}

/** `send` returns what could not be sent, or nothing. */
export function replyForm(words: Words, send: (text: string) => Promise<{ left: string; why: string } | null>): HTMLElement {
  const text = h("textarea", {
    id: "reply",
    rows: "5",
    dir: "auto",
    autocomplete: "off",
    spellcheck: "false",
    translate: "no",
  });
  const said = h("p", { class: "error", role: "alert" });
  const button = h("button", { type: "submit" }, words.t("reply.send"));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (button.disabled) return;
    if (text.value.trim() === "") {
      said.textContent = words.t("reply.empty");
      text.focus();
      return;
    }
    button.disabled = true;
    text.readOnly = true;
    said.textContent = words.t("reply.sending");
    const failed = await send(text.value);
    if (failed) {
      text.value = failed.left;
      said.textContent = failed.why;
      button.disabled = false;
      text.readOnly = false;
    }
  };
  return h(
    "form",
    { class: "reply", submit, novalidate: true },
    h("label", { for: "reply" }, words.t("reply.label")),
    h("p", { class: "quiet small" }, words.t("reply.how")),
    text,
    said,
    h("p", {}, button),
  );
}
