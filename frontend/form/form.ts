// The reporter's page: one question at a time in one document. Nothing is put into the history, the address or any
// store; what is typed stays in its fields until it is sealed.

import * as answers from "./answers";
import { warnings } from "./browsers";
import * as code from "./code";
import { leave, wipe, wipeWhenLeft } from "./leave";
import { all, one, problem, said, shown, show, showFor, the } from "./page";
import type { Sealing } from "./sealing";
import { send, type About } from "./send";
import * as talk from "./talk";
import * as wire from "./wire";

interface Promised {
  collection: string;
  uses: string[];
  sentences: Record<string, { about: string; text: string; items: string[] }[]>;
}

const promised = JSON.parse(the("promise").textContent!) as Promised;
const language = document.documentElement.lang;

let sealing: Sealing | null = null;
let promiseHash = "";
let withCode = false;
let before = "promise"; // where the question of changing the language came from
let wanted = ""; // the language that was asked for

// Getting ready

function ready(state: string): void {
  for (const each of all("[data-ready]")) each.hidden = each.dataset.ready !== state;
  const works = state === "ready" || state === "closed";
  for (const each of all('[data-when="sealing"]')) each.hidden = !works;
  for (const each of all('[data-when="ready"]')) each.hidden = state !== "ready";
}

/** Whether the sentences on the page are those of the promise that is hashed. */
function showsItsPromise(): boolean {
  const parts = promised.sentences[language] ?? [];
  return (
    all("[data-part]", one(".promise")!).length === parts.length &&
    parts.every(({ about, text, items }) => {
      const place = one(`.promise [data-part="${about}"]`);
      const lines = all(`.promise [data-item="${about}"]`).map((each) => each.textContent);
      return place?.textContent === text && lines.length === items.length && lines.every((line, at) => line === items[at]);
    })
  );
}

/** Over plain http anybody on the way can change the script; a hidden service needs no https, whatever a browser says. */
const isProtected = (): boolean => isSecureContext || location.hostname.endsWith(".onion");

async function begin(loaded: Sealing): Promise<void> {
  if (!isProtected()) return ready("open");
  try {
    await loaded.selfTest();
    promiseHash = loaded.hashOf(promised);
  } catch {
    return ready("failed");
  }
  if (!showsItsPromise()) return ready("changed");
  wire.use(promised.collection);
  sealing = loaded;
  ready("ready");
  await wire.key().catch((error: unknown) => {
    if (error instanceof wire.Closed) ready("closed"); // no connection now may be one later
  });
}

// From step to step

const STEPS = [...answers.questions(), "code", "send"];

function go(by: 1 | -1): void {
  const at = STEPS.indexOf(shown()) + by;
  arrive(STEPS[at] ?? (at < 0 ? "promise" : "send"));
}

function arrive(step: string): void {
  if (step === "check") answers.readBack();
  if (step === "code") code.prepare(sealing!);
  if (step === "send") showFor(withCode);
  show(step);
}

function next(): void {
  if (answers.tooLong()) return problem(said("too_long"));
  if (shown() === "check" && answers.empty()) return problem(said("empty"));
  answers.skipped.delete(shown());
  go(1);
}

async function sendIt(): Promise<void> {
  const about: About = {
    form: Number(document.body.dataset.form),
    collection: promised.collection,
    promise: promiseHash,
    language,
    uses: promised.uses,
  };
  if (!(await send(sealing!, about, withCode ? code.held() : null))) return;
  answers.clear();
  if (!withCode) code.forget();
  showFor(withCode);
  show("done");
}

const ACTIONS: Record<string, (on: HTMLElement) => unknown> = {
  start: () => arrive(STEPS[0]!),
  next,
  back: () => go(-1),
  skip: () => {
    answers.skipped.add(shown());
    go(1);
  },
  change: (on) => arrive(on.dataset.to!),
  "have-code": () => {
    if (!code.isOnPaper()) return;
    withCode = true;
    arrive("send");
  },
  "without-code": () => {
    withCode = false;
    arrive("send");
  },
  print: () => print(),
  send: sendIt,
  leave: () => leave(),
  return: () => show("return"),
  "to-promise": () => {
    wipe();
    show("promise");
  },
  open: () => talk.open(sealing!),
  say: () => talk.say(sealing!),
  "take-back": (on) => talk.takeBack(sealing!, on.dataset.use!),
  withdraw: () => {
    the("sure").hidden = false;
    one('[data-do="keep"]')!.focus();
  },
  keep: () => {
    the("sure").hidden = true;
    one('[data-do="withdraw"]')!.focus();
  },
  "withdraw-all": () => talk.withdraw(sealing!),
  stay: () => arrive(before),
  switch: () => leave(wanted),
};

function clicked(event: MouseEvent): void {
  const target = event.target as HTMLElement;
  const on = target.closest<HTMLElement>("[data-do]");
  const tongue = target.closest<HTMLAnchorElement>(".tongues a");
  if (!on && !tongue) return;
  event.preventDefault();
  if (event.detail > 1 && on?.dataset.do !== "leave") return; // one finger, twice: what lies there now was not meant
  if (on) return void Promise.resolve(ACTIONS[on.dataset.do!]!(on)).catch(broken);
  if (shown() === "promise") return leave(tongue!.href);
  if (shown() === "switch") return;
  [before, wanted] = [shown(), tongue!.href];
  show("switch");
}

/** Enter in a field of one line goes on, as people expect. */
function pressed(event: KeyboardEvent): void {
  const field = event.target as HTMLElement;
  if (event.key !== "Enter" || event.isComposing || !(field instanceof HTMLInputElement)) return;
  event.preventDefault();
  one<HTMLButtonElement>('[data-do="have-code"], [data-do="next"]', field.closest<HTMLElement>("[data-step]")!)?.click();
}

function broken(): void {
  wire.stop();
  if (sealing === null) return ready("failed");
  show("broken");
}

addEventListener("error", broken);
addEventListener("unhandledrejection", broken);
document.addEventListener("click", clicked);
document.addEventListener("keydown", pressed);
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.type === "radio") answers.moveOwnWords(event.target);
});
document.addEventListener("sealing", (event) => void begin((event as CustomEvent<Sealing>).detail));
one('script[data-name="sealing.js"]')!.addEventListener("error", () => ready("failed"));
for (const name of warnings(navigator.userAgent, window)) one(`[data-warn="${name}"]`)!.hidden = false;
answers.clear(); // what a browser put back into the fields
wipeWhenLeft();
