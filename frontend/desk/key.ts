// The page of a member's own key: made here, its passphrase written down and typed back before anything is kept.

import { same } from "../seal/bytes";
import { Lock } from "./lock";
import { dataOf, h, Host, type PageData, pause, sentenceOf, Words } from "./page";
import { base64, type Kept, passphraseField, unlockForm } from "./unlocking";
import * as vaults from "./vault";

export async function start(place: HTMLElement): Promise<void> {
  const data = dataOf<PageData>();
  const page = new KeyPage(place, new Words(data.words, data.locale), new Host());
  await page.begin();
}

type Keep = (vault: vaults.Vault, file: Uint8Array) => Promise<void>;

class KeyPage {
  private readonly lock = new Lock((why) => why !== "asked" && this.begin(this.words.t(`key.locked_${why}`)));

  constructor(
    private readonly place: HTMLElement,
    private readonly words: Words,
    private readonly host: Host,
  ) {}

  async begin(notice = ""): Promise<void> {
    this.show(h("p", { role: "status" }, this.words.t("wire.loading")));
    try {
      const kept = await this.host.json<Kept>("/key/vault");
      const view = kept.vault === null ? this.first() : this.locked();
      this.show(notice ? this.notice(notice) : null, ...view);
    } catch (error) {
      this.show(this.notice(sentenceOf(error, this.words)));
    }
  }

  private first(): HTMLElement[] {
    const { words } = this;
    const make = async (): Promise<void> => this.ask(await vaults.create(), (vault, file) => this.store(vault, file));
    return [
      h("p", {}, words.t("key.why")),
      h("p", {}, words.t("key.alone")),
      h("p", {}, h("button", { type: "button", click: () => void make() }, words.t("key.make"))),
    ];
  }

  private locked(): HTMLElement[] {
    const { words } = this;
    const opened = (vault: vaults.Vault, file: Uint8Array): void => {
      this.lock.unlock(vault);
      const change = (): void => this.ask(vault, (_, next) => this.replace(file, next));
      this.show(
        this.notice(words.t("key.opens"), "good"),
        h("p", {}, h("button", { type: "button", click: change }, words.t("key.change"))),
        h("p", {}, h("button", { type: "button", class: "second", click: () => this.relock() }, words.t("key.lock"))),
      );
    };
    return [h("p", {}, words.t("key.there")), unlockForm(words, this.host, opened)];
  }

  private relock(): void {
    this.lock.lock("asked");
    void this.begin();
  }

  /** Seven words to write down, and after that to type back. */
  private ask(vault: vaults.Vault, keep: Keep, passphrase = vaults.newPassphrase()): void {
    const { words } = this;
    const next = h("button", { type: "button", click: () => this.askBack(vault, keep, passphrase) }, words.t("key.noted"));
    const list = h("ol", { class: "words", dir: "ltr", lang: "en", translate: "no" });
    list.append(...passphrase.split(" ").map((word) => h("li", {}, word)));
    this.show(
      h("h2", { tabindex: "-1" }, words.t("key.write_down")),
      h("p", {}, words.t("key.write_how")),
      list,
      h("p", {}, words.t("key.lost")),
      h("p", {}, next),
    );
  }

  private askBack(vault: vaults.Vault, keep: Keep, passphrase: string): void {
    const { words } = this;
    const field = passphraseField("back", words);
    const said = h("p", { class: "error", role: "alert" });
    const button = h("button", { type: "submit" }, words.t("key.keep"));
    const submit = async (event: Event): Promise<void> => {
      event.preventDefault();
      if (button.disabled) return;
      if (vaults.typed(field.input.value) !== passphrase) {
        said.textContent = words.t("key.not_the_words");
        field.input.focus();
        return;
      }
      button.disabled = true;
      said.textContent = words.t("key.sealing");
      await pause();
      try {
        await keep(vault, await sealed(vault, passphrase));
      } catch (error) {
        said.textContent = sentenceOf(error, words);
        button.disabled = false;
      }
    };
    this.show(
      h("h2", { tabindex: "-1" }, words.t("key.type_back")),
      h("form", { class: "unlock", submit, novalidate: true }, ...field.parts, said, h("p", {}, button)),
      h(
        "p",
        {},
        h(
          "button",
          { type: "button", class: "second", click: () => this.ask(vault, keep, passphrase) },
          words.t("key.see_again"),
        ),
      ),
    );
  }

  private async store(vault: vaults.Vault, file: Uint8Array): Promise<void> {
    const signature = base64(vaults.signChange(vault, new Uint8Array(), file)); // there was none before
    await this.host.post("/key/", { vault: base64(file), signature, ...(await vaults.publicOf(vault)) });
    this.done();
  }

  private async replace(before: Uint8Array, file: Uint8Array): Promise<void> {
    const { vault } = this.lock;
    if (vault === null) return this.begin(this.words.t("key.locked_idle"));
    const signature = base64(vaults.signChange(vault, before, file));
    await this.host.post("/key/change", { vault: base64(file), signature });
    this.lock.lock("asked");
    this.done();
  }

  private done(): void {
    this.show(
      this.notice(this.words.t("key.kept"), "good"),
      h("p", {}, h("a", { href: "/inbox/" }, this.words.t("key.to_inbox"))),
    );
  }

  private notice(text: string, kind = "warn"): HTMLElement {
    return h("p", { class: `notice ${kind}`, role: "status" }, text);
  }

  private show(...parts: (HTMLElement | null)[]): void {
    this.place.replaceChildren(...parts.filter((part): part is HTMLElement => part !== null));
    this.place.querySelector<HTMLElement>("input, h2[tabindex]")?.focus();
  }
}

/** The file, after a look whether it opens: nobody is left with one that does not. */
async function sealed(vault: vaults.Vault, passphrase: string): Promise<Uint8Array> {
  const file = await vaults.seal(vault, passphrase);
  const again = await vaults.open(file, passphrase);
  const whole = (each: vaults.Vault): Uint8Array => new TextEncoder().encode(each.identity + each.signing);
  if (!same(whole(again), whole(vault))) throw new Error("The vault does not open as it was made.");
  return file;
}
