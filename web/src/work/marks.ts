// A change by somebody else carries their colour and name for a while.

import type { Change } from "../api/types";
import { isMe, onChanges } from "../org/org";
import { tables } from "../records/records";

const STAYS = 30_000;

export function followMarks(): () => void {
  return onChanges((changes) => {
    // An import is not a thousand greetings.
    if (changes.length > 40) return;
    for (const change of changes) if (change.kind === "task" && change.actorKind !== "import" && !isMe(change.actor)) mark(change);
  });
}

function mark(change: Change): void {
  const touched = tables.task.mark(change.id);
  const moved = change.set !== undefined && "status" in change.set;
  const now = { actor: change.actor, moved, at: Date.now() };
  touched.value = now;
  setTimeout(() => {
    if (touched.peek() === now) touched.value = undefined;
  }, STAYS);
}

export function seen(id: string): void {
  const touched = tables.task.mark(id);
  if (touched.peek()) touched.value = undefined;
}
