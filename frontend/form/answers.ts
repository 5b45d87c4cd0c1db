// What has been chosen and written, read from the fields: names as in docs/formats/form.md. Nothing is kept elsewhere.

import { all, one, said, section, the } from "./page";

export type Answers = Record<string, string>;

const QUESTIONS = ["who", "what", "when", "where", "contact"];
const MOST = 60_000; // bytes of all answers in JSON: the largest report has 64 KiB

/** Questions that were passed over; what stands in their fields is not sent. */
export const skipped = new Set<string>();

const chosen = (name: string): HTMLInputElement | null => one<HTMLInputElement>(`input[name="${name}"]:checked`);
const written = (id: string): string => the<HTMLTextAreaElement>(id).value.trim();
const wordsOf = (name: string): string => (chosen(name)?.dataset.own ? written(`${name}-words`) : "");
const asked = (question: string): boolean => one(`[data-step="${question}"]`) !== null && !skipped.has(question);

/** The answers given, by the names under which they are sealed. */
export function answers(): Answers {
  const given: Answers = {};
  if (asked("what") && written("what")) given.what = written("what");
  for (const name of ["who", "when", "where"]) {
    const choice = asked(name) ? chosen(name) : null;
    if (choice === null) continue;
    given[name] = choice.value;
    if (name !== "who" && wordsOf(name)) given[`${name}_words`] = wordsOf(name);
  }
  if (consented("contact") && wordsOf("contact")) given.contact = wordsOf("contact");
  return given;
}

/** Yes or no for every use of the promise. */
export const consents = (uses: readonly string[]): Record<string, boolean> =>
  Object.fromEntries(uses.map((use) => [use, consented(use)]));

function consented(use: string): boolean {
  const question = use === "contact" ? "contact" : `use-${use}`;
  return asked(question) && chosen(question)?.value === "yes";
}

export const tooLong = (): boolean => new TextEncoder().encode(JSON.stringify(answers())).length > MOST;

/** Nothing was said of what happened, when or where. */
export const empty = (): boolean => !["what", "when_words", "where_words"].some((name) => answers()[name]);

/** Puts everything that was written before its writer once more. */
export function readBack(): void {
  const given = answers();
  for (const question of QUESTIONS) {
    const place = one(`#yours [data-of="${question}"] dd`);
    if (place === null) continue;
    const choice = question === "what" || skipped.has(question) ? null : chosen(question);
    const label = choice?.parentElement!.textContent!.trim() ?? "";
    const own = given[question === "what" || question === "contact" ? question : `${question}_words`] ?? "";
    place.textContent = [label, own].filter(Boolean).join("\n") || said("skipped");
  }
}

/** The field for own words stands below the choice that asks for them, and keeps what was written. */
export function moveOwnWords(choice: HTMLInputElement): void {
  const own = one(`[data-own-of="${choice.name}"]`);
  if (own === null) return;
  own.hidden = !choice.dataset.own;
  if (own.hidden) return;
  choice.closest(".choice")!.after(own);
  one("label", own)!.textContent = choice.dataset.own!;
}

/** Empties every field and takes back every choice. */
export function clear(): void {
  for (const each of all<HTMLTextAreaElement>("textarea, input:not([type=radio])")) {
    each.value = "";
    each.readOnly = false;
  }
  for (const each of all<HTMLInputElement>("input[type=radio]")) each.checked = each.value === "no";
  for (const each of all("[data-own-of]")) each.hidden = true;
  for (const each of all("#yours dd:not(.change)")) each.textContent = "";
  skipped.clear();
}

/** Of the questions, in the order of the page. */
export const questions = (): string[] => all("[data-question]").map((each) => each.dataset.step!);
