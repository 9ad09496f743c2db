// Undo and redo, whichever view one is in. What was not sent yet is taken back
// from the queue; the rest is the server's to undo, which leaves alone what
// others have changed since, and says so.

import { tasks } from "../api/calls";
import { type Answer, pause } from "../api/client";
import { asProblem } from "../api/problem";
import { toast, toastProblem } from "../kit/toast";
import { line, orgId, reloadShown } from "../org/org";
import { t } from "../text/text";
import { queue, whenHeld } from "./send";
import { type Done, undoStack } from "./undo";

/** What was done, and the way back. What waited for the line was told of when it was done. */
export function offerUndo(words: string, answer: Answer<unknown>): void {
  if (answer.late) return;
  toast({ words, action: answer.op ? { label: t("undo"), run: () => void undo(answer.op) } : undefined });
}

whenHeld((intent) => {
  if (intent.words) toast({ words: t("unsent.kept", { what: intent.words }), action: intent.undoable ? { label: t("undo"), run: () => void undo(intent.id) } : undefined });
});

/** The last thing this tab did, or a given one: by its operation, or as it was called on its way. */
export async function undo(which?: string): Promise<void> {
  const entry = await whenSettled(which);
  if (entry === "gone") return;
  if (entry?.again) {
    undoStack.undid(entry);
    toast({ words: t("undo.done", { what: entry.words }), action: { label: t("redo"), run: () => void redo() } });
    return;
  }
  const found = entry ?? (which && !which.startsWith("int_") ? { op: which, words: "" } : undefined);
  if (found) await takeBack(found, "undo");
  else toast({ words: t("undo.nothing") });
}

/** What is still on its way is taken back, or its answer waited for. */
async function whenSettled(which: string | undefined): Promise<Done | "gone" | undefined> {
  for (;;) {
    const entry = undoStack.peekUndo(which);
    if (!entry?.intent || entry.op) return entry && undoStack.takeUndo(entry.op);
    const job = queue.jobs.find((other) => other.intent.id === entry.intent);
    if (job && queue.takeBack(entry.intent)) {
      undoStack.takeUndo(entry.intent);
      return { op: "", words: entry.words, org: entry.org, again: job.intent };
    }
    // Refused at this very moment: that is told elsewhere.
    if (!job && undoStack.peekUndo(entry.intent)?.intent) {
      undoStack.dropped(entry.intent);
      return "gone";
    }
    await pause(50);
  }
}

export async function redo(): Promise<void> {
  const entry = undoStack.takeRedo();
  if (!entry) {
    toast({ words: t("redo.nothing") });
    return;
  }
  if (!entry.again) return takeBack(entry, "redo");
  toast({ words: t("redo.done", { what: entry.words }), action: { label: t("undo"), run: () => void undo() } });
  const { resend } = await import("./keep");
  await resend(entry.again).catch((error) => toastProblem(t("redo.failed"), asProblem(error)));
}

async function takeBack(entry: Done, way: "undo" | "redo"): Promise<void> {
  try {
    const org = entry.org || orgId.peek();
    let { data } = await tasks.undo(org, entry.op);
    const opposite: Done = { op: data.op, words: entry.words, org: entry.org };
    for (const op of entry.with ?? []) {
      const { data: more } = await tasks.undo(org, op);
      opposite.with = [opposite.op, ...(opposite.with ?? [])];
      opposite.op = more.op;
      data = { ...more, conflicts: [...(data.conflicts ?? []), ...(more.conflicts ?? [])] };
    }
    if (way === "undo") undoStack.undid(opposite);
    else undoStack.redid(opposite);
    const words = t(way === "undo" ? "undo.done" : "redo.done", { what: entry.words || t("undo.change") });
    if (data.conflicts?.length > 0) {
      const { sentence } = await import("./conflict");
      toast({ words: t("undo.conflict", { words, why: await sentence(data.conflicts) }) });
    } else toast({ words, action: { label: t(way === "undo" ? "redo" : "undo"), run: () => void (way === "undo" ? redo() : undo(opposite.op)) } });
    // The changes come by the stream; without it they are fetched.
    if (line.peek() !== "live") reloadShown();
  } catch (error) {
    if (way === "undo") undoStack.redid(entry);
    else undoStack.undid(entry);
    toastProblem(t(way === "undo" ? "undo.failed" : "redo.failed"), asProblem(error));
  }
}
