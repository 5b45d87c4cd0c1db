// The inbox: one page that does not reload. What waits, then, once the key is unlocked, every report opened here, one of
// them shown, and the conversation with whoever sent it.

import type { Mailbox } from "../seal/messages";
import { sealedLength, recipientOf } from "../seal/age";
import { MESSAGE_BUCKETS } from "../seal/padding";
import { joined } from "../seal/bytes";
import { answers, bars, consents, type FormTold, witness } from "./answers";
import { Lock, type Why } from "./lock";
import { dataOf, h, Host, type PageData, pause, sentenceOf, Unanswered, Words } from "./page";
import { conversation as read, cut, type Flag, flagOf, type Form, open, type Opened, type Row, talkOf } from "./reading";
import { reply, Unsent } from "./reply";
import { conversation, replyForm } from "./talking";
import { unbase64, unlockForm } from "./unlocking";
import type { Vault } from "./vault";
import { unwrap } from "./wraps";
import { entry, mark, overview, sections, type Told } from "./waiting";

const MESSAGE = sealedLength(MESSAGE_BUCKETS[0]!);

/** `GET /inbox/wraps`. `wrap`: base64; `recipient`: of the newest epoch alone. */
interface Wrapped {
  collection: string;
  epoch: number;
  recipient: string | null;
  wrap: string;
}

interface InboxData extends PageData {
  fields: string[]; // names of answers, in the order of the form
}

export async function start(place: HTMLElement): Promise<void> {
  const data = dataOf<InboxData>();
  await new Inbox(place, data.fields, new Words(data.words, data.locale), new Host()).begin();
}

class Inbox {
  private readonly lock = new Lock((why) => void this.closed(why));
  private told: Told = { forms: [], reports: [] };
  private keys = new Map<string, Map<number, string>>(); // the forms' identities by epoch
  private opened = new Map<string, Opened>();
  private turn = 0; // of opening: a lock ends it

  constructor(
    private readonly place: HTMLElement,
    private readonly fields: readonly string[],
    private readonly words: Words,
    private readonly host: Host,
  ) {}

  /** What waits, and the form that unlocks. */
  async begin(notice: string | null = null): Promise<void> {
    const { words } = this;
    this.place.replaceChildren(h("p", { role: "status" }, words.t("wire.loading")));
    try {
      this.told = await this.host.json<Told>("/inbox/waiting");
    } catch (error) {
      this.place.replaceChildren(h("p", { class: "notice warn", role: "alert" }, sentenceOf(error, words)));
      return;
    }
    const said = notice === null ? [] : [h("p", { class: "notice warn", role: "status" }, notice)];
    const unlock = unlockForm(words, this.host, (vault) => this.unlocked(vault));
    this.place.replaceChildren(...said, ...overview(this.told, words), ...(this.told.forms.length ? [unlock] : []));
  }

  private async closed(why: Why): Promise<void> {
    this.turn++;
    this.keys.clear();
    this.opened.clear();
    this.place.replaceChildren(); // at once: nothing opened stays while the server is asked
    if (why !== "left") await this.begin(this.words.t(`key.locked_${why}`));
  }

  private async unlocked(vault: Vault): Promise<void> {
    const wrong = await this.unwrapAll(vault);
    this.lock.unlock(vault);
    const { words } = this;
    const progress = h("p", { class: "quiet", role: "status" });
    const lock = h("button", { type: "button", class: "second", click: () => this.lock.lock("asked") }, words.t("key.lock"));
    const lists = sections(this.told, words, (row) => void this.choose(row));
    this.place.replaceChildren(
      h("div", { class: "over" }, progress, lock),
      ...wrong.map((label) => h("p", { class: "notice refused", role: "alert" }, words.t("inbox.wrong_wrap", { form: label }))),
      h(
        "div",
        { class: "inbox" },
        h("div", { class: "lists", role: "navigation", "aria-label": words.t("inbox.list") }, ...lists),
        h("div", { id: "report" }, h("p", { class: "quiet" }, words.t(this.told.reports.length ? "inbox.choose" : "inbox.none"))),
      ),
    );
    void this.openAll(progress);
  }

  /** The forms' keys. Returns the forms of which the server handed over something else than their key. */
  private async unwrapAll(vault: Vault): Promise<string[]> {
    const wrong: string[] = [];
    for (const { collection, epoch, recipient, wrap } of await this.host.json<Wrapped[]>("/inbox/wraps")) {
      try {
        const key = await unwrap(unbase64(wrap), vault.identity, recipient);
        const epochs = this.keys.get(collection) ?? new Map<number, string>();
        this.keys.set(collection, epochs.set(epoch, key));
      } catch {
        wrong.push(this.form(collection)?.label ?? collection);
      }
      await pause();
    }
    return wrong;
  }

  /** Every report, one after the other, with room between for the page: a thousand never hold it up. */
  private async openAll(progress: HTMLElement): Promise<void> {
    const turn = ++this.turn;
    const rows = this.told.reports;
    const fetched = (at: number) => (at < rows.length ? this.fetched(rows[at]!) : Promise.resolve(null));
    let next = fetched(0);
    for (const [at, row] of rows.entries()) {
      const came = await next;
      if (turn !== this.turn) return;
      next = fetched(at + 1);
      await pause();
      const opened = came && (await open(row, came.file, came.hashes, this.keysOf(row.collection)));
      if (turn !== this.turn) return;
      if (opened) this.opened.set(row.id, opened);
      entry(row, opened, this.words);
      if (opened?.report) this.flagRepeated(opened.report.report);
      progress.textContent = this.words.t("inbox.progress", { opened: at + 1, all: rows.length });
      await pause();
    }
    if (rows.length > 0) progress.textContent = this.words.n("inbox.opened", this.opened.size);
  }

  /** Null for what is no longer there, withdrawn since the list was made, or does not come. */
  private async fetched(row: Row): Promise<{ file: Uint8Array; hashes: Record<string, string> } | null> {
    if (row.withdrawn.includes("")) return null;
    try {
      const answer = await this.host.get(`/inbox/${row.id}/report`);
      const hashes = JSON.parse(answer.headers.get("Withdrawal-Hashes") ?? "{}") as Record<string, string>;
      return { file: new Uint8Array(await answer.arrayBuffer()), hashes };
    } catch (error) {
      if (error instanceof Unanswered) return null;
      throw error;
    }
  }

  private flagRepeated(report: string): void {
    const rows = [...this.opened].filter(([, each]) => each.report?.report === report);
    if (rows.length < 2) return;
    for (const [id, each] of rows) {
      if (!each.flags.includes("repeated")) each.flags.push("repeated");
      mark(id, each, this.words);
    }
  }

  private async choose(row: Row): Promise<void> {
    const opened = this.opened.get(row.id);
    if (this.lock.vault === null || opened === undefined) return;
    await this.show(row, opened, [], null);
    await this.converse(row, opened);
  }

  /** The report on the page. `box`: its conversation, null while that is not read or cannot be. */
  private async show(row: Row, opened: Opened, more: readonly Flag[], box: Mailbox | null): Promise<void> {
    const { words } = this;
    const form = this.form(row.collection)!;
    const { report } = opened;
    const head = h("h2", { tabindex: "-1", id: "report-head" }, words.t("inbox.report", { day: words.day(row.day) }));
    const claim = h("div", { class: "claim" });
    if (report) {
      claim.append(
        h("h3", {}, words.t("report.answers")),
        answers(report, this.fields, words),
        h("h3", {}, words.t("report.uses")),
        consents(report, box, row, words),
        h("h3", {}, words.t("talk.head")),
        h("div", { id: "talk" }, h("p", { class: "quiet" }, words.t(report.returning ? "wire.loading" : "talk.no_code"))),
      );
    }
    const sheet = h("div", { class: "ruled-report" }, claim, witness(opened, row, form, words));
    const back = h("button", { type: "button", class: "second back", click: () => this.toList(row) }, words.t("inbox.back"));
    this.pane().replaceChildren(back, head, ...bars([...opened.flags, ...more], words), sheet);
    mark(row.id, opened, words, true);
    head.focus();
  }

  private async converse(row: Row, opened: Opened): Promise<void> {
    const { report } = opened;
    const talk = report && talkOf(report);
    if (!report || !talk) return;
    let box: Mailbox;
    let flags: Flag[];
    try {
      ({ box, flags } = await this.mailbox(row, opened, row.messages));
    } catch (error) {
      if (!this.isShown(row)) return;
      if (error instanceof Unanswered) return this.talkPlace().replaceChildren(this.problem(error));
      const flag = flagOf(error);
      this.pane().querySelector("h2")!.after(...bars([flag], this.words));
      this.talkPlace().replaceChildren(h("p", { class: "gone" }, this.words.t("talk.not_shown")));
      return;
    }
    if (this.isShown(row)) this.showTalk(row, opened, box, flags);
  }

  private showTalk(row: Row, opened: Opened, box: Mailbox, flags: readonly Flag[]): void {
    const { words } = this;
    const report = opened.report!;
    if (flags.length) this.pane().querySelector("h2")!.after(...bars(flags, words));
    this.pane().querySelector("table.consents")?.replaceWith(consents(report, box, row, words));
    this.talkPlace().replaceChildren(
      conversation(box, words),
      h("p", { class: "quiet" }, words.t("talk.last", { number: box.newest })),
      ...(misplaced(opened) ? [] : [replyForm(words, (text) => this.send(text, row, opened, box))]),
    );
  }

  /** Sealed for both and sent; the page then shows it in its place. */
  private async send(text: string, row: Row, opened: Opened, box: Mailbox): Promise<{ left: string; why: string } | null> {
    const report = opened.report!;
    const keys = this.keys.get(row.collection);
    if (this.lock.vault === null || keys === undefined) return null;
    const own = await recipientOf(keys.get(Math.max(...keys.keys()))!);
    try {
      const now = await reply(text, talkOf(report)!, box, {
        recipients: [report.returning!.recipient, own],
        read: async () => (await this.mailbox(row, opened, 0)).box,
        post: (number, one, other) => this.posted(row, number, one, other),
      });
      row.messages = now.newest;
      if (this.isShown(row)) this.showTalk(row, opened, now, []);
      if (this.isShown(row)) this.talkPlace().querySelector<HTMLElement>("textarea")?.focus();
      return null;
    } catch (error) {
      if (!(error instanceof Unsent)) throw error;
      const why = error.cause instanceof Unanswered ? sentenceOf(error.cause, this.words) : this.words.t("reply.failed");
      return { left: error.left, why };
    }
  }

  private async posted(row: Row, number: number, forReporter: Uint8Array, forCollection: Uint8Array): Promise<boolean> {
    const place = new Uint8Array(4);
    new DataView(place.buffer).setUint32(0, number);
    try {
      await this.host.post(`/inbox/${row.id}/messages`, joined(place, forReporter, forCollection));
      return true;
    } catch (error) {
      if (error instanceof Unanswered && error.status === 409) return false;
      throw error;
    }
  }

  private async mailbox(row: Row, { report }: Opened, said: number): Promise<{ box: Mailbox; flags: Flag[] }> {
    const files = cut(await this.host.bytes(`/inbox/${row.id}/messages`), MESSAGE) ?? [];
    return read(files, [...(this.keys.get(row.collection)?.values() ?? [])], talkOf(report!)!, said);
  }

  private keysOf(collection: string): Form {
    return { keys: this.keys.get(collection) ?? new Map(), promises: new Set(this.form(collection)?.promises) };
  }

  private form(collection: string): FormTold | undefined {
    return this.told.forms.find((each) => each.collection === collection);
  }

  private toList(row: Row): void {
    document.getElementById(`row-${row.id}`)?.querySelector("button")?.focus();
  }

  private problem = (error: unknown): HTMLElement => h("p", { class: "error", role: "alert" }, sentenceOf(error, this.words));
  private isShown = (row: Row): boolean =>
    document.querySelector("#row-" + row.id + " [aria-current]") !== null && document.getElementById("talk") !== null;
  private pane = (): HTMLElement => document.getElementById("report")!;
  private talkPlace = (): HTMLElement => document.getElementById("talk")!;
}

/** Whether an answer could reach somebody else than who sent this. */
const misplaced = ({ flags }: Opened): boolean => flags.includes("locator") || flags.includes("repeated");
