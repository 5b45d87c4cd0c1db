// Leaving: nothing of what was typed stays in the page, and the browser's Back button does not lead to it.

import * as answers from "./answers";
import * as code from "./code";
import { show } from "./page";
import * as send from "./send";
import * as talk from "./talk";

/** Forgets everything that was typed, drawn or opened. */
export function wipe(): void {
  answers.clear();
  code.forget();
  send.forget();
  talk.forget();
}

/** Puts an empty page, or another of ours, in the place of this one. */
export function leave(to = "about:blank"): void {
  wipe();
  document.documentElement.hidden = true;
  document.title = "";
  location.replace(to);
}

/** Whichever way the page is left: if the browser keeps it, it keeps it empty. */
export function wipeWhenLeft(): void {
  addEventListener("pagehide", () => {
    wipe();
    show("promise");
  });
}
