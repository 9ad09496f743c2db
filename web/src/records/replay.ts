// Effects of a change and what becomes of its answer, from what was kept of it.

import type { Comment, Doc, Project, Task } from "../api/types";
import type { Intent, Touch } from "./queue";
import { putTask, tables } from "./records";
import type { Effect } from "./send";
import type { Table } from "./table";

const tableOf = (kind: string) => (tables as unknown as Record<string, Table<any> | undefined>)[kind];

export function effectsOf(intent: Intent): Effect<any>[] {
  return intent.touches.flatMap((touch) => {
    const table = tableOf(touch.kind);
    return table ? [{ table, id: touch.id, apply: apply(touch) }] : [];
  });
}

function apply({ doc, set, gone }: Touch): (now: any) => any {
  if (gone) return () => undefined;
  // What is known meanwhile is newer than what was made here.
  if (doc) return (now) => now ?? doc;
  return (now) => now && { ...now, ...set };
}

export function takeAnswer(intent: Intent, data: unknown): void {
  for (const touch of intent.touches) {
    const table = tableOf(touch.kind);
    if (touch.gone && table) table.remove(touch.id, table.version(touch.id));
  }
  const doc = data as Doc | undefined;
  if (typeof doc?.version !== "number" || typeof doc.id !== "string") return;
  if (doc.id.startsWith("tsk_")) putTask(doc as Task);
  else if (doc.id.startsWith("prj_")) tables.project.put(doc as Project);
  else if (doc.id.startsWith("cmt_")) tables.comment.put(doc as Comment);
  else {
    const touched = intent.touches.find((touch) => touch.id === doc.id);
    if (touched) tableOf(touched.kind)?.put(doc);
  }
}
