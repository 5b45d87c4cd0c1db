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
  options(options: { bundlePath?: string; baseUrl?: string }): Promise<void>;
  init(): Promise<void>;
  mergeIndex(path: string): Promise<void>;
  search(query: string): Promise<{ results: Hit[] }>;
}

const PAGE = 20;

async function load(language: string): Promise<Pagefind> {
  const folder = `/search/${language}/`;
  const { parts } = (await (await fetch(`${folder}parts.json`)).json()) as { parts: string[] };
  const [first, ...rest] = parts.map((part) => `${folder}${part}/`);
  if (first === undefined) throw new Error("no bundles");
  const pagefind = (await import(/* a path of this site */ `${first}pagefind.js`)) as Pagefind;
  await pagefind.options({ bundlePath: first, baseUrl: "/" });
  await pagefind.init();
  await Promise.all(rest.map((part) => pagefind.mergeIndex(part)));
  return pagefind;
}

class Page {
  private readonly language = document.documentElement.lang;
  private pagefind: Promise<Pagefind> | undefined;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly results: HTMLElement,
  ) {}

  async search(query: string): Promise<void> {
    const folded = fold(query);
    if (!folded) return;
    this.say(this.word("loading"));
    try {
      this.pagefind ??= load(this.language);
      const { results } = await (await this.pagefind).search(folded);
      this.say(results.length ? this.count(results.length) : this.word("none"));
      await this.show(results, document.createElement("ol"));
    } catch {
      this.pagefind = undefined;
      this.say(this.word("failed"));
    }
  }

  private async show(hits: Hit[], list: HTMLOListElement): Promise<void> {
    const found = await Promise.all(hits.slice(0, PAGE).map((hit) => hit.data()));
    list.append(...found.map(item));
    if (!list.isConnected) this.results.append(list);
    const rest = hits.slice(PAGE);
    if (rest.length === 0) return;
    const more = document.createElement("button");
    more.type = "button";
    more.textContent = this.word("more");
    more.addEventListener("click", () => {
      more.remove();
      void this.show(rest, list);
    });
    this.results.append(more);
  }

  private say(text: string): void {
    const line = document.createElement("p");
    line.textContent = text;
    this.results.replaceChildren(line);
  }

  private count(number: number): string {
    const forms = JSON.parse(this.word("results")) as Record<string, string>;
    const locale = this.word("locale"); // with the site's digits
    const form = forms[new Intl.PluralRules(locale).select(number)] ?? forms["other"] ?? "{count}";
    return form.replace("{count}", new Intl.NumberFormat(locale).format(number));
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
