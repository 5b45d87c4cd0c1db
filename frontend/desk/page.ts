// What the desk's pages share: elements made of text alone, words in the page's language, requests to this host.

import { utf8 } from "../seal/bytes";

export type Texts = Record<string, string | Record<string, string>>;

/** What the server writes into the page. `locale`: with its digits and calendar, for `Intl`. */
export interface PageData {
  locale: string;
  words: Texts;
}

type Child = Node | string | null | false;
type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

/** An element. Attributes whose value is a function listen; children that are text are text, whatever stands in them. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== false));
  return made;
}

/** What somebody wrote: their language decides its direction, and its lines stay. */
export const written = (text: string): HTMLElement => h("p", { class: "written", dir: "auto" }, shown(text));

/** Characters that do not show or turn others round, made visible: the page must show what was written. */
export const shown = (text: string): string =>
  text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu,
    (mark) => `[U+${mark.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`,
  );

export function dataOf<Data extends PageData>(): Data {
  return JSON.parse(document.getElementById("page-data")!.textContent!) as Data;
}

/** The words of a page. Named values are isolated, as the server's are. */
export class Words {
  private readonly plurals: Intl.PluralRules;
  private readonly numbers: Intl.NumberFormat;
  private readonly days: Intl.DateTimeFormat;
  private readonly languages: Intl.DisplayNames;

  constructor(
    private readonly texts: Texts,
    locale: string,
  ) {
    this.plurals = new Intl.PluralRules(locale);
    this.numbers = new Intl.NumberFormat(locale);
    this.days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    this.languages = new Intl.DisplayNames(locale, { type: "language" });
  }

  t(key: string, named: Record<string, string | number> = {}): string {
    const text = this.texts[key];
    return typeof text === "string" ? this.filled(text, named) : key;
  }

  /** The counted text, with the count at `{count}`. */
  n(key: string, count: number, named: Record<string, string | number> = {}): string {
    const forms = this.texts[key];
    if (typeof forms !== "object") return key;
    return this.filled(forms[this.plurals.select(count)] ?? forms["other"]!, { count, ...named });
  }

  /** Whether there are words for a name that came from outside. */
  has(key: string): boolean {
    return Object.prototype.hasOwnProperty.call(this.texts, key);
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  /** "2026-11-22" as the language writes it. */
  day(iso: string): string {
    return this.days.format(new Date(`${iso}T00:00:00Z`));
  }

  /** The name of a language, by its tag. */
  language(tag: string): string {
    return this.languages.of(tag) ?? tag;
  }

  private filled(text: string, named: Record<string, string | number>): string {
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = named[name] ?? "";
      return `\u2068${typeof value === "number" ? this.number(value) : value}\u2069`;
    });
  }
}

/** The server answered something else than it should: `status`, 0 for no answer at all. */
export class Unanswered extends Error {
  constructor(
    readonly status: number,
    readonly told: string,
  ) {
    super(`The server answered ${status}.`);
    this.name = "Unanswered";
  }
}

/** Requests to this host alone; never followed elsewhere, so that a session that has ended shows. */
export class Host {
  private readonly token = document.querySelector<HTMLMetaElement>("meta[name=csrf]")!.content;

  async get(path: string): Promise<Response> {
    return this.asked(path, {});
  }

  async json<Value>(path: string): Promise<Value> {
    return (await this.get(path)).json() as Promise<Value>;
  }

  async bytes(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.get(path)).arrayBuffer());
  }

  async post(path: string, body: unknown): Promise<Response> {
    const binary = body instanceof Uint8Array;
    return this.asked(path, {
      method: "POST",
      headers: {
        "Content-Type": binary ? "application/octet-stream" : "application/json",
        "X-CSRFToken": this.token,
      },
      body: (binary ? body : utf8(JSON.stringify(body))) as BodyInit,
    });
  }

  private async asked(path: string, request: RequestInit): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(path, { cache: "no-store", credentials: "same-origin", redirect: "manual", ...request });
    } catch {
      throw new Unanswered(0, "");
    }
    if (answer.ok) return answer;
    throw new Unanswered(answer.status, answer.type === "opaqueredirect" ? "" : (await told(answer)));
  }
}

/** The sentence of a refusal, if there is one. */
async function told(answer: Response): Promise<string> {
  try {
    const said: unknown = JSON.parse(await answer.text());
    const sentence = (said as { refused?: unknown }).refused;
    return typeof sentence === "string" ? sentence : "";
  } catch {
    return "";
  }
}

/** Lets the page paint and answer before work goes on. */
export const pause = (): Promise<void> => new Promise((go) => setTimeout(go, 0));

/** What to tell of a request that failed. */
export function sentenceOf(error: unknown, words: Words): string {
  if (!(error instanceof Unanswered)) throw error;
  return error.told || words.t(error.status === 0 ? "wire.gone" : "wire.refused");
}
