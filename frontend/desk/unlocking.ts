// The small form that unlocks a member's key, on every page that needs it.

import { Refused } from "../seal/refused";
import { h, type Host, pause, sentenceOf, type Words } from "./page";
import { fingerprint, open, publicOf, type Vault } from "./vault";

/** `GET /key/vault`. `vault`: base64 of the file, null for none. `fingerprint`: of the key the server knows. */
export interface Kept {
  vault: string | null;
  fingerprint: string;
}

/** The form. `opened` gets the key and its file, once they are what the server says they are. */
export function unlockForm(
  words: Words,
  host: Host,
  opened: (vault: Vault, file: Uint8Array) => Promise<void> | void,
): HTMLElement {
  const field = passphraseField("unlock-words", words);
  const said = h("p", { class: "error", role: "alert" });
  const button = h("button", { type: "submit" }, words.t("key.unlock"));
  const attempt = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (button.disabled) return;
    if (field.input.value.trim() === "") {
      said.textContent = words.t("key.no_words");
      field.input.focus();
      return;
    }
    said.textContent = words.t("key.unlocking");
    button.disabled = true;
    await pause();
    try {
      const { vault, file } = await unlocked(host, field.input.value);
      field.input.value = "";
      said.textContent = "";
      await opened(vault, file);
    } catch (error) {
      said.textContent = problem(error, words);
      field.input.focus();
    } finally {
      button.disabled = false;
    }
  };
  return h("form", { class: "unlock", submit: attempt, novalidate: true }, ...field.parts, said, h("p", {}, button));
}

async function unlocked(host: Host, passphrase: string): Promise<{ vault: Vault; file: Uint8Array }> {
  const kept = await host.json<Kept>("/key/vault");
  if (kept.vault === null) throw new NoKey();
  const file = unbase64(kept.vault);
  const vault = await open(file, passphrase);
  if (fingerprint(await publicOf(vault)) !== kept.fingerprint) throw new OtherKey();
  return { vault, file };
}

class NoKey extends Error {}
class OtherKey extends Error {}

function problem(error: unknown, words: Words): string {
  if (error instanceof NoKey) return words.t("key.none");
  if (error instanceof OtherKey) return words.t("key.other");
  if (!(error instanceof Refused)) return sentenceOf(error, words);
  return words.t(error.kind === "age" ? "key.wrong_words" : "key.damaged");
}

/**
 * A field for a passphrase. It is no password field, since browsers offer to keep what is typed there, in their own
 * store or somebody's cloud.
 */
export function passphraseField(id: string, words: Words): { input: HTMLInputElement; parts: HTMLElement[] } {
  const input = h("input", {
    id,
    type: "text",
    class: "covered",
    dir: "ltr",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    translate: "no",
  });
  const show = h("input", { type: "checkbox", id: `${id}-show` });
  show.addEventListener("change", () => input.classList.toggle("covered", !show.checked));
  return {
    input,
    parts: [
      h("label", { for: id }, words.t("key.words_label")),
      input,
      h("p", { class: "tick" }, show, h("label", { for: show.id }, words.t("key.show"))),
    ],
  };
}

export const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

export const unbase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
