// The script of the desk's sealed pages: the one that the page names begins. What is exported is for tests.

import * as forms from "./forms";
import * as inbox from "./inbox";
import * as key from "./key";

export * as bytes from "../seal/bytes";
export * as manifest from "../seal/manifest";
export * as messages from "../seal/messages";
export { Refused } from "../seal/refused";
export * as reading from "./reading";
export * as replies from "./reply";
export * as talking from "./talking";
export * as vault from "./vault";
export * as wraps from "./wraps";

const PAGES: Record<string, (place: HTMLElement) => void | Promise<void>> = {
  forms: forms.start,
  inbox: inbox.start,
  key: key.start,
};

const place = document.querySelector<HTMLElement>("[data-page]");
if (place) void PAGES[place.dataset.page!]?.(place);
