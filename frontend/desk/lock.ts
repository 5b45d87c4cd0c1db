// The unlocked key: in this page's memory and nowhere else, until ten minutes pass without a key or a touch, or until
// the page is left.

import type { Vault } from "./vault";

const IDLE = 10 * 60 * 1000; // ms
const LOOK = 5 * 1000; // ms
const SIGNS = ["keydown", "pointerdown", "input", "wheel"] as const;

export type Why = "idle" | "left" | "asked";

export class Lock {
  private held: Vault | null = null;
  private last = 0;
  private timer = 0;

  /** `closed` is called once for every time that it locks: what was opened must go from the page. */
  constructor(private readonly closed: (why: Why) => void) {
    for (const sign of SIGNS) addEventListener(sign, () => this.seen(), { capture: true, passive: true });
    addEventListener("pagehide", () => this.lock("left"));
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** The vault, while it is open. */
  get vault(): Vault | null {
    this.look(); // a machine that slept runs no timer
    return this.held;
  }

  unlock(vault: Vault): void {
    this.held = vault;
    this.last = Date.now();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.look(), LOOK) as unknown as number;
  }

  lock(why: Why): void {
    clearInterval(this.timer);
    if (this.held === null) return;
    this.held = null;
    this.closed(why);
  }

  private seen(): void {
    this.look();
    this.last = Date.now();
  }

  /** A clock that was set back counts as time that nobody knows about. */
  private look(): void {
    const idle = Date.now() - this.last;
    if (this.held !== null && (idle >= IDLE || idle < 0)) this.lock("idle");
  }
}
