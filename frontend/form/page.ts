// The page as it is: its parts, its words, its digits, and which step is shown. Text goes in as text, never as markup.

const words = JSON.parse(the("said").textContent!) as Record<string, string>;
const digits = document.body.dataset.digits!;

export type Named = Record<string, string | number>;

export function the<E extends HTMLElement = HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

export const all = <E extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): E[] =>
  Array.from(within.querySelectorAll<E>(selector));

export const one = <E extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): E | null =>
  within.querySelector<E>(selector);

/** A number or a code in the page's own digits. */
export const local = (text: string | number): string =>
  String(text).replace(/[0-9]/g, (digit) => digits[Number(digit)]!);

/** Digits of any of the three kinds as Western ones, without anything between them. */
export const western = (text: string): string =>
  text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15)).replace(/[^0-9]/g, "");

/** A text of the page's words, what is put into it isolated so that it does not turn the words around it. */
export const said = (key: string, named: Named = {}): string =>
  words[key]!.replace(/\{(\w+)\}/g, (_, name: string) => `\u2068${local(named[name]!)}\u2069`);

export const section = (step: string): HTMLElement => one(`[data-step="${step}"]`)!;

/** The step that is shown. */
export const shown = (): string => one("[data-step]:not([hidden])")!.dataset.step!;

/** Shows a step, and takes keyboard and screen reader to its heading. */
export function show(step: string): void {
  for (const each of all("[data-step]")) each.hidden = each.dataset.step !== step;
  problem(null);
  const heading = one("h1", section(step))!;
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

/** What stands in the way of going on, in the step that is shown; null takes it away. */
export function problem(text: string | null): void {
  const place = one("[data-problem]", section(shown()));
  if (place === null) return;
  place.hidden = text === null;
  place.textContent = text ?? "";
}

/** Tells in a place that a screen reader reads aloud. */
export function tell(id: string, key: string | null, kind = "", named: Named = {}): void {
  const place = the(id);
  place.textContent = key === null ? "" : said(key, named);
  place.className = key === null ? "" : `notice ${kind}`;
}

/** Shows what goes with a return code, or what goes without one. */
export function showFor(withCode: boolean): void {
  for (const each of all("[data-code]")) each.hidden = (each.dataset.code === "with") !== withCode;
}
