// The list of the inbox: how many wait, by form and day, and a line for each that was opened.

import type { FormTold } from "./answers";
import { h, shown, type Words } from "./page";
import type { Opened, Row } from "./reading";

const FIRST_WORDS = 12;

/** `GET /inbox/waiting`: the forms that this member has a key of, and what came by them, newest day first. */
export interface Told {
  forms: FormTold[];
  reports: Row[];
}

/** Before the key is unlocked: numbers, and where there are none, the next step. */
export function overview({ forms, reports }: Told, words: Words): HTMLElement[] {
  if (forms.length === 0) {
    return [
      h("p", {}, words.t("inbox.no_forms")),
      h("p", { class: "links" }, h("a", { href: "/key/" }, words.t("inbox.to_key")), h("a", { href: "/forms/" }, words.t("inbox.to_forms"))),
    ];
  }
  const rows = forms.flatMap((form) => days(form, reports).map(([day, found]) => line(form, day, found.length, words)));
  const caption = h("caption", {}, words.n("inbox.waiting", reports.length));
  if (rows.length === 0) return [h("p", { class: "lead" }, words.t("inbox.none_yet"))];
  const head = h(
    "tr",
    {},
    h("th", { scope: "col" }, words.t("report.form")),
    h("th", { scope: "col" }, words.t("report.day")),
    h("th", { scope: "col", class: "n" }, words.t("inbox.count")),
  );
  return [h("table", { class: "counts" }, caption, h("thead", {}, head), h("tbody", {}, ...rows))];
}

const line = (form: FormTold, day: string, count: number, words: Words): HTMLElement =>
  h(
    "tr",
    {},
    h("th", { scope: "row" }, h("bdi", {}, form.label)),
    h("td", {}, h("bdi", {}, words.day(day))),
    h("td", { class: "n" }, words.number(count)),
  );

function days({ collection }: FormTold, reports: readonly Row[]): [string, Row[]][] {
  const found = new Map<string, Row[]>();
  for (const row of reports.filter((each) => each.collection === collection)) {
    found.set(row.day, [...(found.get(row.day) ?? []), row]);
  }
  return [...found].sort(([one], [other]) => (one < other ? 1 : -1));
}

/** After it: a section for each form and day; `entry` puts the lines in, one by one. */
export function sections({ forms, reports }: Told, words: Words, choose: (row: Row) => void): HTMLElement[] {
  rows.clear();
  return forms.flatMap((form) => {
    const parts = days(form, reports).map(([day, found]) => {
      const list = h("ul", { class: "rows" });
      for (const row of found) rows.set(row.id, { list, choose });
      return [h("h3", {}, h("bdi", {}, words.day(day)), " ", h("span", { class: "quiet" }, words.number(found.length))), list];
    });
    const empty = parts.length === 0 && h("p", { class: "quiet" }, words.t("inbox.none_in_form"));
    return [h("section", {}, h("h2", {}, h("bdi", {}, form.label)), ...parts.flat(), empty)];
  });
}

const rows = new Map<string, { list: HTMLElement; choose: (row: Row) => void }>();

/** The line of one report, at the end of its day. `opened`: null for what is no longer there. */
export function entry(row: Row, opened: Opened | null, words: Words): void {
  const { list, choose } = rows.get(row.id)!;
  if (opened === null) {
    const why = row.withdrawn.includes("") ? "inbox.all_withdrawn" : "inbox.gone";
    list.append(h("li", { id: `row-${row.id}`, class: "gone" }, words.t(why)));
    return;
  }
  const first = beginning(opened);
  const button = h(
    "button",
    { type: "button", class: "row-button", click: () => choose(row) },
    h("span", { class: "beginning", dir: "auto" }, first ? shown(first) : words.t("inbox.no_text")),
    h("span", { class: "marks" }, ...marks(row, opened, words)),
  );
  list.append(h("li", { id: `row-${row.id}` }, button));
}

function marks(row: Row, { flags }: Opened, words: Words): HTMLElement[] {
  const found: HTMLElement[] = [];
  if (flags.length) found.push(h("span", { class: "mark-stop" }, words.n("inbox.flags", flags.length)));
  if (row.withdrawn.length) found.push(h("span", { class: "mark-back" }, words.t("inbox.withdrawn")));
  if (row.messages > 1) found.push(h("span", {}, words.n("inbox.messages", row.messages - 1)));
  return found;
}

/** The line after something more was found out about its report; `chosen`: it is the one that is shown. */
export function mark(id: string, { flags }: Opened, words: Words, chosen = false): void {
  const button = document.querySelector(`#row-${id} button`);
  if (!button) return;
  if (flags.length) {
    const told = h("span", { class: "mark-stop" }, words.n("inbox.flags", flags.length));
    const before = button.querySelector(".mark-stop");
    if (before) before.replaceWith(told);
    else button.querySelector(".marks")!.prepend(told);
  }
  if (!chosen) return;
  document.querySelectorAll(".row-button[aria-current]").forEach((each) => each.removeAttribute("aria-current"));
  button.setAttribute("aria-current", "true");
}

/** The first dozen words of the longest answer, to know a report again by. */
function beginning({ report }: Opened): string {
  const texts = Object.values(report?.answers ?? {}).flat();
  const longest = texts.reduce((one, other) => (other.length > one.length ? other : one), "");
  return Array.from(longest.trim().split(/\s+/).slice(0, FIRST_WORDS).join(" ")).slice(0, 120).join("");
}
