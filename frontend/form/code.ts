// The return code on the page: shown in its digits, one group asked back, printed alone.

import type { Bytes } from "../seal/bytes";
import { all, local, one, problem, said, the, western } from "./page";
import type { Sealing } from "./sealing";

const GROUPS = 7;
const SCREEN = "#code-table td";

let code: Bytes | null = null;
let groups: string[] = [];
let group = 0;

export const held = (): Bytes | null => code;

/** Draws a code, once, and asks for one of its groups. */
export function prepare({ codes }: Sealing): void {
  if (code === null) {
    code = codes.create();
    groups = codes.encode(code).split(" ");
    group = 1 + (crypto.getRandomValues(new Uint32Array(1))[0]! % GROUPS);
  }
  all(SCREEN).forEach((cell, at) => (cell.textContent = local(groups[at]!)));
  const label = the("asked-label");
  label.textContent = said("group", { number: group });
  const paper = the("code-table").cloneNode(true) as HTMLElement;
  paper.removeAttribute("id");
  one("caption", paper)!.remove();
  one(".paper")!.replaceChildren(paper);
  document.body.classList.add("coded");
}

/** Whether the group that was asked for has been typed; says so if not. */
export function isOnPaper(): boolean {
  const field = the<HTMLInputElement>("asked");
  if (western(field.value) === groups[group - 1]) return true;
  problem(said("wrong_group", { number: group }));
  field.focus();
  return false;
}

export function forget(): void {
  code?.fill(0);
  code = null;
  groups = [];
  for (const cell of all(SCREEN)) cell.textContent = "";
  one(".paper")!.replaceChildren();
  document.body.classList.remove("coded");
}
