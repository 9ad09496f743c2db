// Saves a text as one types. It knows the text that the server has (base), asks
// the editor for the one that stands there, and brings the two together: what
// others change meanwhile is merged into what is typed, and only where both
// changed the same words somebody has to choose.

import { signal } from "@preact/signals";
import { asProblem, type Problem } from "../api/problem";
import { type Hunk, hunksOf, merge, whole } from "./merge";

export interface Known {
  markdown: string;
  version: number;
}

export type Saving =
  | { is: "clean" }
  | { is: "typed" }
  | { is: "saving" }
  | { is: "saved"; at: number }
  /** Nobody answers; it is kept here. */
  | { is: "unsent" }
  | { is: "refused"; problem: Problem }
  | { is: "conflict"; hunks: Hunk[] };

export interface Outside {
  /** The markdown that stands in the editor. */
  text(): string;
  /** Puts another into its place, without the writer's losing his. */
  show(markdown: string): void;
  save(markdown: string, version: number): Promise<Known>;
  /** The text as it is now, after a conflict. */
  present(): Promise<Known>;
  keep(draft: { markdown: string; base: string; version: number; sent?: string }): void;
  drop(): void;
  later(ms: number, run: () => void): () => void;
  now(): number;
}

const QUIET = 1_000;
const LONGEST = 8_000;
const AGAIN = [2_000, 4_000, 8_000, 15_000, 30_000];

export class Saver {
  readonly state = signal<Saving>({ is: "clean" });
  private quiet: (() => void) | undefined;
  private firstAt = 0;
  private sending: Promise<void> | undefined;
  private sent: string | undefined;
  private waiting: Known | undefined;
  /** Where the two texts parted that somebody has to choose from. */
  private fork: Known | undefined;
  private fails = 0;
  private over = false;

  constructor(private base: Known, private readonly out: Outside, sent?: string) {
    this.sent = sent;
  }

  get version(): number {
    return this.base.version;
  }

  /** There is something that the server does not have. */
  get dirty(): boolean {
    return this.out.text() !== this.base.markdown;
  }

  /** What is on its way has been answered. */
  get settled(): Promise<void> {
    return this.sending ?? Promise.resolve();
  }

  /** A key was pressed. */
  typed(): void {
    if (this.over) return;
    this.keep();
    if (this.fork) return this.part();
    const now = this.out.now();
    if (!this.quiet) this.firstAt = now;
    this.quiet?.();
    // A long text costs more to send, so it is sent less often.
    const pause = QUIET + this.base.markdown.length / 50;
    this.quiet = this.out.later(Math.max(0, Math.min(pause, this.firstAt + LONGEST - now)), () => void this.save());
    if (this.state.peek().is !== "saving") this.state.value = { is: "typed" };
  }

  private keep(): void {
    const markdown = this.out.text();
    // Whoever comes back to a conflict is asked again, so it is kept from where the texts parted.
    const from = this.fork ?? this.base;
    if (markdown === this.base.markdown) this.out.drop();
    else this.out.keep({ markdown, base: from.markdown, version: from.version, ...(this.sent === undefined ? {} : { sent: this.sent }) });
  }

  /** Sends what there is, now. Resolves when the server has it, or when it cannot be had. */
  async save(): Promise<void> {
    this.calm();
    if (this.sending) await this.sending;
    if (this.over || this.state.peek().is === "conflict") return;
    if (!this.dirty) {
      this.out.drop();
      if (this.state.peek().is !== "saved") this.state.value = { is: "clean" };
      return;
    }
    this.sending = this.send().finally(() => (this.sending = undefined));
    await this.sending;
  }

  private calm(): void {
    this.quiet?.();
    this.quiet = undefined;
  }

  private async send(): Promise<void> {
    const markdown = this.out.text();
    this.sent = markdown;
    this.state.value = { is: "saving" };
    try {
      const saved = await this.out.save(markdown, this.base.version);
      this.fails = 0;
      this.answered(markdown, saved);
    } catch (error) {
      await this.failed(asProblem(error));
    }
  }

  private answered(markdown: string, saved: Known): void {
    this.sent = undefined;
    if (saved.version >= this.base.version) this.join(markdown, saved);
    const waiting = this.waiting;
    this.waiting = undefined;
    if (waiting) this.theirs(waiting);
    if (this.state.peek().is === "conflict") return;
    if (this.dirty) this.typed();
    else {
      this.out.drop();
      this.state.value = { is: "saved", at: this.out.now() };
    }
  }

  private async failed(problem: Problem): Promise<void> {
    if (problem.status === 409) {
      try {
        const present = await this.out.present();
        this.sent = undefined;
        this.join(this.base.markdown, present);
        if (this.state.peek().is !== "conflict") this.again(0);
      } catch (error) {
        this.later(asProblem(error));
      }
    } else this.later(problem);
  }

  private later(problem: Problem): void {
    this.keep();
    if (!problem.passing && problem.status < 500) {
      this.state.value = { is: "refused", problem };
      return;
    }
    this.state.value = { is: "unsent" };
    this.again(AGAIN[Math.min(this.fails++, AGAIN.length - 1)]!);
  }

  private again(ms: number): void {
    this.calm();
    this.firstAt = this.out.now();
    this.quiet = this.out.later(ms, () => void this.save());
  }

  /** The line is back. */
  wake(): void {
    if (this.state.peek().is === "unsent") void this.save();
  }

  /** Somebody else has changed the text, or this person has in another window. */
  theirs(now: Known): void {
    if (this.over || now.version <= this.base.version) return;
    if (this.sending) {
      this.waiting = now;
      return;
    }
    this.join(this.base.markdown, now);
    if (this.state.peek().is !== "conflict" && this.dirty) this.typed();
  }

  /** The server has `now`, which was made from `base`; what stands here was made from it too. */
  private join(base: string, now: Known): void {
    const mine = this.out.text();
    // What came of one's own unanswered request is nobody else's.
    const from = now.markdown === this.sent ? now.markdown : (this.fork?.markdown ?? base);
    const joined = merge(from, now.markdown, mine);
    const { version } = this.base;
    this.base = now;
    if (joined === undefined) {
      this.calm();
      this.fork ??= { markdown: from, version };
      this.keep();
      this.part();
      return;
    }
    if (joined !== mine) this.out.show(joined);
    if (this.state.peek().is === "conflict") this.state.value = { is: "typed" };
    this.keep();
  }

  /** Shows what is to be chosen from, as the text stands now; it may have been written into one meanwhile. */
  private part(): void {
    const { markdown } = this.fork!;
    const hunks = hunksOf(markdown, this.base.markdown, this.out.text());
    const joined = whole(hunks);
    if (joined === undefined) {
      this.state.value = { is: "conflict", hunks };
      return;
    }
    this.fork = undefined;
    this.state.value = { is: "typed" };
    if (joined !== this.out.text()) this.out.show(joined);
    this.typed();
  }

  /** Both have been looked at: this is the text. */
  resolved(markdown: string): Promise<void> {
    this.fork = undefined;
    this.state.value = { is: "typed" };
    if (markdown !== this.out.text()) this.out.show(markdown);
    this.keep();
    return this.save();
  }

  /** Nothing is sent any more; a draft stays where it is. */
  end(): void {
    this.over = true;
    this.calm();
  }
}
