// An opened report on the page: what is wrong with it first, then what was written, and for what it may be used.

import type { Mailbox } from "../seal/messages";
import type { Manifest } from "../seal/report";
import { h, shown, type Words, written } from "./page";
import { type Flag, type Opened, type Row, standing } from "./reading";

/** A form as the inbox is told of it. `label`: the first line of what it asks; `promises`: hashes, oldest first. */
export interface FormTold {
  collection: string;
  label: string;
  promises: string[];
}

/** A bar for each thing that is wrong, with what to do. */
export const bars = (flags: readonly Flag[], words: Words): HTMLElement[] =>
  [...new Set(flags)].map((flag) =>
    h(
      "div",
      { class: "notice refused", role: "alert", "data-flag": flag },
      h("b", {}, words.t(`flag.${flag}`)),
      h("p", {}, words.t(`flag.${flag}.what`)),
    ),
  );

/** What was answered, in the order of the form; fields that this page does not know come last, by their names. */
export function answers({ answers: given }: Manifest, order: readonly string[], words: Words): HTMLElement {
  const names = [...order.filter((name) => name in given), ...Object.keys(given).filter((name) => !order.includes(name))];
  if (names.length === 0) return h("p", { class: "gone" }, words.t("report.no_answers"));
  const list = h("dl", { class: "answers" });
  for (const name of names) {
    const held = given[name]!;
    const texts = (typeof held === "string" ? [held] : held).filter((text) => text !== "");
    list.append(h("dt", {}, words.has(`field.${name}`) ? words.t(`field.${name}`) : name));
    list.append(h("dd", {}, ...(texts.length ? texts.map((text) => answer(name, text, words)) : [none(words)])));
  }
  return list;
}

/** A choice in the words of this page, anything else as it was written. */
function answer(name: string, text: string, words: Words): HTMLElement {
  const key = `choice.${name}.${text}`;
  return words.has(key) ? h("p", {}, words.t(key)) : written(text);
}

const none = (words: Words): HTMLElement => h("p", { class: "gone" }, words.t("report.not_given"));

/** Each use and how it stands now. */
export function consents(report: Manifest, box: Mailbox | null, row: Row, words: Words): HTMLElement {
  const stands = Object.entries(standing(report, box, row.withdrawn));
  if (stands.length === 0) return h("p", { class: "gone" }, words.t("report.no_uses"));
  const body = h("tbody");
  for (const [use, state] of stands) {
    const named = words.has(`use.${use}`) ? words.t(`use.${use}`) : use;
    body.append(
      h("tr", {}, h("th", { scope: "row" }, named), h("td", { class: `stands ${state}` }, words.t(`consent.${state}`))),
    );
  }
  const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, words.t("consent.for")), h("th", { scope: "col" }, words.t("consent.now"))));
  return h("table", { class: "consents" }, head, body);
}

/** Beside the report: who sealed it, when, under which promise. */
export function witness(opened: Opened, row: Row, form: FormTold, words: Words): HTMLElement {
  const { report } = opened;
  const version = report ? form.promises.indexOf(report.promise) + 1 : 0;
  return h(
    "aside",
    { class: "said" },
    line(words.t("report.form"), form.label),
    line(words.t("report.day"), words.day(row.day)),
    report && line(words.t("report.sealed_by"), words.t(`sealed_by.${report.sealed_by}`)),
    report && line(words.t("report.language"), words.language(report.language)),
    report && line(words.t("report.promise"), version ? words.t("report.version", { version }) : words.t("report.no_version")),
    report && line(words.t("report.returning"), words.t(report.returning ? "report.has_code" : "report.no_code")),
    report && report.attachments.length > 0 && files(report, words),
  );
}

const line = (label: string, value: string): HTMLElement => h("p", {}, h("b", {}, label), " ", h("bdi", {}, value));

/** They are listed inside the report; opening them is not this page's. */
const files = ({ attachments }: Manifest, words: Words): HTMLElement =>
  h(
    "div",
    {},
    h("b", {}, words.n("report.files", attachments.length)),
    h("ul", {}, ...attachments.map(({ name }) => h("li", { dir: "auto" }, shown(name)))),
  );
