// Two people at the same field. The later one stands, by the order of the
// server; whoever lost hears who changed it to what, and may have his back.

import { tasks } from "../api/calls";
import { skew } from "../api/client";
import { asProblem } from "../api/problem";
import type { Change, Id, Undone } from "../api/types";
import { firstName } from "../kit/people";
import { toast, toastProblem } from "../kit/toast";
import { isMe, memberById, orgId } from "../org/org";
import { dateWords, day } from "../text/dates";
import { live } from "../text/en/live";
import { addTexts, t, type Message } from "../text/text";
import { keepRefused, discard, resend } from "./keep";
import type { Intent } from "./queue";
import { tables } from "./records";
import { queue } from "./send";

addTexts(live);

/** Fields that a person sets as a whole. Lists say what joins and what leaves, and texts are merged: those lose nothing. */
const SCALARS = ["title", "status", "type", "priority", "points", "due", "parent", "name", "key", "hue", "visibility"];
/** Who changed something this long ago still looks at it. */
const RECENT = 10_000;

interface Sent {
  intent: Intent;
  version: number;
  at: number;
}
let sent: Sent[] = [];

/** A change of ours was answered with this version. */
export function noteSent(intent: Intent, version: number): void {
  const now = Date.now();
  sent = [...sent.filter((one) => now - one.at < RECENT), { intent, version, at: now }];
}

/** Called with what others did, before what waits here is sent. */
export function notice(changes: readonly Change[]): void {
  if (queue.jobs.length === 0 && sent.length === 0) return;
  for (const change of changes) {
    if (!change.set || isMe(change.actor)) continue;
    const field = SCALARS.find((name) => name in change.set!);
    if (field) noticeField(change, field);
  }
}

function noticeField(change: Change, field: string): void {
  const same = (intent: Intent) => intent.touches.some((touch) => touch.kind === change.kind && touch.id === change.id && touch.set && field in touch.set && touch.set[field] !== change.set![field]);
  for (const job of queue.jobs) {
    // Made later than theirs: it will be sent, and stand.
    if (!job.waited || !same(job.intent) || Date.parse(change.at) < job.intent.at + skew()) continue;
    if (queue.takeBack(job.intent.id)) lost(job.intent, change, field, true);
  }
  const overtaken = sent.find((one) => same(one.intent) && change.seq > one.version && Date.now() - one.at < RECENT);
  if (!overtaken) return;
  sent = sent.filter((one) => one !== overtaken);
  lost(overtaken.intent, change, field, false);
}

/** What had waited long stands in the tray until it is restored or let go. */
function lost(intent: Intent, change: Change, field: string, keep: boolean): void {
  const words = said(change.actor, field, change.set![field], change.kind === "task" ? tables.task.peek(change.id)?.key : undefined);
  if (keep) keepRefused(intent, "overtaken", words);
  toast({
    words, stays: keep,
    action: {
      label: t("conflict.restore"),
      run: () => {
        if (keep) discard(intent.id);
        resend(intent).catch((error) => toastProblem(t("notDone", { what: intent.words }), asProblem(error)));
      },
    },
  });
}

function said(actor: Id, field: string, value: unknown, key: string | undefined): string {
  const name = nameOf(actor);
  const what = { name, field: fieldName(field), key: key ?? "" };
  const to = valueWords(field, value);
  return to ? t(key ? "conflict.to.of" : "conflict.to", { ...what, to }) : t(key ? "conflict.none.of" : "conflict.none", what);
}

function nameOf(id: Id): string {
  const member = memberById(id);
  return member ? firstName(member.name) : t("people.former");
}

const NAMED: Record<string, Message> = { title: "title", markdown: "description", description: "description", name: "name", key: "project.key", hue: "settings.hue", visibility: "settings.visibility", parent: "conflict.parent" };

function fieldName(field: string): string {
  return t(NAMED[field] ?? (`field.${field}` as Message));
}

function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (field === "status") return tables.project.all().flatMap((project) => project.statuses).find((status) => status.id === value)?.name ?? t("did.formerColumn");
  if (field === "due") return dateWords(day(String(value)));
  if (field === "priority") return t(`priority.${String(value)}` as Message);
  if (field === "type") return t(`type.${String(value)}` as Message);
  if (field === "visibility") return t(`visibility.${String(value)}` as Message);
  if (field === "hue") return t(`hue.${String(value)}` as Message);
  if (field === "parent") return tables.task.peek(String(value))?.key ?? "";
  return `“${String(value)}”`.replace(/^“(\d+)”$/, "$1");
}

/** Why an undo was done in part only: who has changed the same since. */
export async function sentence(conflicts: Undone["conflicts"]): Promise<string> {
  const first = conflicts[0]!;
  const task = tables.task.peek(first.id);
  if (!task || !first.field) return first.detail;
  try {
    const entries = await tasks.history(orgId.peek(), task.project, task.id);
    const theirs = entries.find((entry) => entry.set && first.field in entry.set);
    if (!theirs) return first.detail;
    const name = isMe(theirs.actor) ? t("conflict.you") : nameOf(theirs.actor);
    return t("conflict.undo", { n: conflicts.length, name, field: fieldName(first.field) });
  } catch {
    return first.detail;
  }
}
