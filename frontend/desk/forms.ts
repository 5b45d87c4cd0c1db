// Opening a form: its key is made here, wrapped to its readers and perhaps to a printed sheet, and the promise that was
// looked at is frozen with it.

import { dataOf, h, Host, type PageData, pause, sentenceOf, Unanswered, Words } from "./page";
import { base64 } from "./unlocking";
import { newOffline, OFFLINE, openTo } from "./wraps";

const ASKED_BACK = 6; // characters of the printed key
const LEAST = 2; // readers, a printed sheet being one

interface Reader {
  name: string;
  fingerprint: string;
  recipient: string;
}

/** `seen`: hash of the promise in the preview, empty where there is none; `at_most`: people who may read, by it. */
interface FormsData extends PageData {
  seen: string;
  at_most: number;
  readers: Reader[];
}

export function start(place: HTMLElement): void {
  const data = dataOf<FormsData>();
  const form = document.querySelector<HTMLFormElement>("#terms")!;
  folding(form);
  if (data.seen) new Opening(place, form, data, new Words(data.words, data.locale)).begin();
}

/** A language that is not offered has its fields out of the way. They are sent all the same, and not used. */
function folding(form: HTMLFormElement): void {
  for (const box of form.querySelectorAll<HTMLInputElement>("input[name=languages]")) {
    const fields = document.getElementById(`language-${box.value}`);
    const fold = (): void => void fields?.toggleAttribute("hidden", !box.checked);
    box.addEventListener("change", fold);
    fold();
  }
}

class Opening {
  private readonly host: Host;
  private readonly asked: string;

  constructor(
    private readonly place: HTMLElement,
    private readonly form: HTMLFormElement,
    private readonly data: FormsData,
    private readonly words: Words,
  ) {
    this.host = new Host();
    this.asked = this.fields();
  }

  begin(): void {
    this.form.addEventListener("input", () => this.fields() !== this.asked && this.changed());
    this.choose();
  }

  private changed(): void {
    this.show(h("p", { class: "notice warn", role: "status" }, this.words.t("open.changed")));
  }

  /** Who reads: members that have a key, and perhaps a printed one. */
  private choose(): void {
    const { words, data } = this;
    const boxes = data.readers.map((reader, at) => ({ reader, box: tick(`reader-${at}`, at < data.at_most) }));
    const offline = tick("offline", data.readers.length < LEAST);
    const said = h("p", { class: "error", role: "alert" });
    const next = async (): Promise<void> => {
      const chosen = boxes.filter(({ box }) => box.checked).map(({ reader }) => reader);
      const refused = this.refusal(chosen, offline.checked);
      if (refused) said.textContent = refused;
      else if (offline.checked) await this.print(chosen);
      else await this.send(chosen, null, said);
    };
    this.show(
      h("h2", {}, words.t("open.head")),
      h("p", {}, words.t("open.frozen")),
      h(
        "fieldset",
        {},
        h("legend", {}, words.n("open.readers", data.at_most)),
        data.readers.length === 0 && h("p", { class: "quiet" }, words.t("open.no_readers")),
        ...boxes.map(({ reader, box }) => h("p", { class: "tick" }, box, h("label", { for: box.id }, h("bdi", {}, reader.name)))),
        h("p", { class: "tick" }, offline, h("label", { for: offline.id }, words.t("open.offline"))),
      ),
      h("p", { class: "quiet" }, words.t("open.offline_what")),
      said,
      h("p", {}, h("button", { type: "button", click: () => void next() }, words.t("open.open"))),
    );
  }

  private refusal(chosen: readonly Reader[], offline: boolean): string {
    if (chosen.length + (offline ? 1 : 0) < LEAST) return this.words.t("open.too_few");
    if (chosen.length > this.data.at_most) return this.words.n("open.too_many", this.data.at_most);
    return "";
  }

  /** The printed key, shown this once. */
  private async print(chosen: readonly Reader[]): Promise<void> {
    const { words } = this;
    const { identity, recipient } = await newOffline();
    const back = h("input", { id: "printed-end", type: "text", dir: "ltr", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "12" });
    const said = h("p", { class: "error", role: "alert" });
    const submit = (event: Event): void => {
      event.preventDefault();
      if (back.value.trim().toUpperCase() === identity.slice(-ASKED_BACK)) void this.send(chosen, recipient, said);
      else said.textContent = words.t("open.not_the_end");
    };
    this.show(
      h("h2", {}, words.t("open.print_head")),
      h("p", {}, words.t("open.print_how")),
      h("pre", { class: "printed", dir: "ltr", translate: "no", tabindex: "0" }, groups(identity)),
      h("p", {}, h("button", { type: "button", class: "second", click: () => print() }, words.t("open.print"))),
      h(
        "form",
        { submit, novalidate: true },
        h("label", { for: "printed-end" }, words.n("open.end_label", ASKED_BACK)),
        back,
        said,
        h("p", {}, h("button", { type: "submit" }, words.t("open.open_now"))),
      ),
    );
  }

  private async send(chosen: readonly Reader[], offline: string | null, said: HTMLElement): Promise<void> {
    const { words } = this;
    said.textContent = words.t("open.opening");
    await pause();
    const readers = Object.fromEntries(chosen.map((each) => [each.fingerprint, each.recipient]));
    if (offline !== null) readers[OFFLINE] = offline;
    const { recipient, wraps } = await openTo(readers);
    const packed = Object.fromEntries(Object.entries(wraps).map(([reader, file]) => [reader, base64(file)]));
    const body = { fields: this.asked, seen: this.data.seen, recipient, wraps: packed };
    try {
      await this.host.post("/forms/open", body);
      location.assign("/forms/");
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      said.textContent = sentenceOf(error, words);
    }
  }

  private fields(): string {
    const pairs = [...new FormData(this.form)].filter((pair): pair is [string, string] => typeof pair[1] === "string");
    return new URLSearchParams(pairs).toString();
  }

  private show(...parts: HTMLElement[]): void {
    this.place.replaceChildren(...parts);
  }
}

function tick(id: string, checked: boolean): HTMLInputElement {
  const box = h("input", { type: "checkbox", id });
  box.checked = checked;
  return box;
}

/** In groups of six, so that it can be copied by hand. */
const groups = (identity: string): string => identity.match(/.{1,6}/g)!.join(" ");
