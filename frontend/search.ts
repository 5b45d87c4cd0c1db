// The search page. Bundles are asked for when somebody searches, from this site only; the query goes nowhere.

import { fold } from "./folding";

interface Data {
  url: string;
  meta: { title: string; summary?: string; date?: string };
}
interface Hit {
  data(): Promise<Data>;
}
interface Pagefind {
  options(options: { bundlePath?: string; baseUrl?: string; noWorker?: boolean }): Promise<void>;
  init(): Promise<void>;
  mergeIndex(path: string): Promise<void>;
  search(query: string): Promise<{ results: Hit[] }>;
}

const PAGE = 20;
const FIRST = 8; // bundles asked at first; then as many as there are already, each time
const PATIENCE = 3000; // ms, after which a page full of results is shown before all bundles have come

// Pagefind keeps it to itself when a part of its index does not come, and finds nothing instead.
let missing = false;
const bring = globalThis.fetch.bind(globalThis);
globalThis.fetch = async (...asked): Promise<Response> => {
  const answer = await bring(...asked).catch(() => Response.error());
  if (!answer.ok) missing = true;
  return answer;
};

/** The bundles of a language: those that have been asked, and the folders of those that wait. */
interface Index {
  pagefind: Pagefind;
  asked: number;
  waiting: string[];
}

async function load(language: string): Promise<Index> {
  const folder = `/search/${language}/`;
  const { parts } = (await (await fetch(`${folder}parts.json`)).json()) as { parts: string[] };
  const [first, ...rest] = parts.map((part) => `${folder}${part}/`);
  if (first === undefined) throw new Error("no bundles");
  const pagefind = (await import(/* a path of this site */ `${first}pagefind.js`)) as Pagefind;
  await pagefind.options({ bundlePath: first, baseUrl: "/", noWorker: true }); // a worker keeps its failures
  await pagefind.init();
  const index = { pagefind, asked: 1, waiting: rest };
  await ask(index, FIRST - 1);
  return index;
}

async function ask(index: Index, count: number): Promise<void> {
  const next = index.waiting.splice(0, count);
  index.asked += next.length;
  await Promise.all(next.map((part) => index.pagefind.mergeIndex(part)));
}

class Page {
  private readonly language = document.documentElement.lang;
  private index: Promise<Index> | undefined;
  private asked = 0; // only the newest question is answered

  constructor(
    private readonly input: HTMLInputElement,
    private readonly results: HTMLElement,
  ) {}

  /** `patience`: ms to go on for when there is a page of results and there are more bundles. */
  async search(query: string, patience = PATIENCE): Promise<void> {
    const folded = fold(query);
    if (!folded) return;
    const asked = ++this.asked;
    const until = performance.now() + patience;
    this.say(this.word("loading"));
    try {
      const index = await (this.index ??= load(this.language));
      let { results } = await index.pagefind.search(folded);
      while (index.waiting.length && (results.length < PAGE || performance.now() < until)) {
        if (asked !== this.asked) return;
        await ask(index, index.asked);
        results = (await index.pagefind.search(folded)).results;
      }
      const first = await items(results);
      if (asked !== this.asked) return;
      if (missing) throw new Error("a part of the index did not come");
      this.say(results.length ? this.count(results.length) : this.word("none"));
      if (index.waiting.length) this.offerAll(query);
      this.show(first, results.slice(PAGE), document.createElement("ol"));
      if (patience === Infinity) first[0]?.querySelector("a")?.focus(); // the button that was pressed is gone
    } catch {
      if (asked === this.asked) this.fail();
    }
  }

  private show(found: HTMLLIElement[], rest: Hit[], list: HTMLOListElement): void {
    if (found.length === 0) return;
    list.append(...found);
    this.results.append(list);
    if (rest.length === 0) return;
    const more = button(this.word("more"));
    more.addEventListener("click", () => void this.showMore(more, rest, list));
    this.results.append(more);
  }

  /** On a slow line a page of results comes long before the last bundle does. */
  private offerAll(query: string): void {
    const line = document.createElement("p");
    line.textContent = `${this.word("part")} `;
    const all = button(this.word("all"));
    all.addEventListener("click", () => void this.search(query, Infinity));
    line.append(all);
    this.results.append(line);
  }

  private async showMore(more: HTMLButtonElement, rest: Hit[], list: HTMLOListElement): Promise<void> {
    try {
      const found = await items(rest);
      if (!more.isConnected) return; // pressed twice, or something else was asked
      more.remove();
      this.show(found, rest.slice(PAGE), list);
      found[0]?.querySelector("a")?.focus(); // whoever pressed the button is not thrown back to the top
    } catch {
      this.fail();
    }
  }

  private fail(): void {
    this.index = undefined;
    this.say(this.word("failed"));
  }

  private say(text: string): void {
    const line = document.createElement("p");
    line.textContent = text;
    this.results.replaceChildren(line);
  }

  private count(number: number): string {
    const forms = JSON.parse(this.word("results")) as Record<string, string>;
    const form = forms[new Intl.PluralRules(this.language).select(number)] ?? forms["other"] ?? "{count}";
    const numbers = new Intl.NumberFormat(this.language, { numberingSystem: this.word("digits") });
    return form.replace("{count}", numbers.format(number));
  }

  private word(name: string): string {
    return this.results.dataset[name] ?? "";
  }

  start(): void {
    const query = new URLSearchParams(location.search).get("q") ?? "";
    this.input.value = query;
    void this.search(query);
    this.input.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      history.replaceState(null, "", `?${new URLSearchParams({ q: this.input.value })}`);
      void this.search(this.input.value);
    });
  }
}

async function items(hits: Hit[]): Promise<HTMLLIElement[]> {
  return (await Promise.all(hits.slice(0, PAGE).map((hit) => hit.data()))).map(item);
}

function button(text: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  return made;
}

function item(data: Data): HTMLLIElement {
  const made = document.createElement("li");
  const link = document.createElement("a");
  link.href = data.url;
  link.textContent = data.meta.title;
  link.dir = "auto";
  made.append(link);
  if (data.meta.summary) {
    const summary = document.createElement("p");
    summary.textContent = data.meta.summary;
    summary.dir = "auto";
    made.append(summary);
  }
  return made;
}

const input = document.querySelector<HTMLInputElement>("#q");
const results = document.querySelector<HTMLElement>("#results");
if (input && results) new Page(input, results).start();
