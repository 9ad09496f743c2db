// A card at a person's name or a task's key, for who rests there.

import { render } from "preact";
import { find } from "../api/calls";
import type { Member, Task } from "../api/types";
import { PriorityMark } from "../kit/icon";
import { Avatar } from "../kit/people";
import { Title } from "../kit/words";
import { memberById, orgId } from "../org/org";
import { putTask, tables } from "../records/records";
import { dateWords, day } from "../text/dates";
import { t, type Message } from "../text/text";
import { StatusTile } from "./status-tile";

const REST = 350;
const LINGER = 180;
const WHERE = ".mention[data-member], a.key[data-key][href]";

let card: HTMLElement | undefined;
let shownFor: HTMLElement | undefined;
let opening: ReturnType<typeof setTimeout> | undefined;
let closing: ReturnType<typeof setTimeout> | undefined;

/** Cards for what is named within this element; answers what ends it. */
export function hoverCards(el: HTMLElement): () => void {
  const over = (e: Event) => {
    const target = (e.target as Element).closest<HTMLElement>(WHERE);
    if (!target || (e as PointerEvent).pointerType === "touch") return;
    clearTimeout(closing);
    if (target === shownFor) return;
    clearTimeout(opening);
    opening = setTimeout(() => void open(target), e.type === "focusin" ? 0 : REST);
  };
  const out = (e: Event) => {
    if (!(e.target as Element).closest(WHERE)) return;
    clearTimeout(opening);
    closing = setTimeout(close, LINGER);
  };
  el.addEventListener("pointerover", over);
  el.addEventListener("pointerout", out);
  el.addEventListener("focusin", over);
  el.addEventListener("focusout", out);
  return () => {
    for (const [name, hear] of [["pointerover", over], ["pointerout", out], ["focusin", over], ["focusout", out]] as const) el.removeEventListener(name, hear);
    close();
  };
}

async function open(target: HTMLElement): Promise<void> {
  const { member, key } = target.dataset;
  const person = memberById(member);
  const task = key ? await taskOf(key) : undefined;
  if ((!person && !task) || !target.isConnected || (!target.matches(":hover") && document.activeElement !== target)) return;
  close();
  card = document.createElement("div");
  card.className = "popup hovercard";
  card.popover = "manual";
  card.setAttribute("role", "tooltip");
  card.addEventListener("pointerenter", () => clearTimeout(closing));
  card.addEventListener("pointerleave", () => (closing = setTimeout(close, LINGER)));
  document.body.append(card);
  render(person ? <Person member={person} /> : <OneTask task={task!} />, card);
  card.showPopover();
  const at = target.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  card.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  card.style.top = `${at.bottom + 6 + size.height < innerHeight ? at.bottom + 6 : at.top - 6 - size.height}px`;
  shownFor = target;
  addEventListener("keydown", escape, true);
  addEventListener("scroll", close, { capture: true, once: true });
}

function escape(e: KeyboardEvent): void {
  if (e.key === "Escape") e.stopPropagation();
  close();
}

function close(): void {
  clearTimeout(opening);
  if (card) {
    render(null, card);
    card.remove();
  }
  card = shownFor = undefined;
  removeEventListener("keydown", escape, true);
}

/** A task by its key, wherever it is. */
export async function taskOf(key: string): Promise<Task | undefined> {
  const known = tables.task.all().find((task) => task.key === key);
  if (known) return known;
  try {
    const { data } = await find.cards(orgId.peek(), [key]);
    data.items.forEach(putTask);
    return data.items[0];
  } catch {
    return undefined;
  }
}

function Person({ member }: { member: Member }) {
  return (
    <div class="hc row">
      <Avatar member={member} size="lg" silent />
      <div>
        <b dir="auto">{member.name}</b>
        <div class="meta">{member.disabled ? t("people.disabled") : t(`role.${member.role}` as Message)}</div>
      </div>
    </div>
  );
}

function OneTask({ task }: { task: Task }) {
  const status = tables.project.get(task.project)?.statuses.find((one) => one.id === task.status);
  const people = task.assignees.map((id) => memberById(id)).filter((one) => one !== undefined);
  return (
    <div class="hc">
      <div class="row meta"><span>{task.key}</span>{task.priority !== "none" && <PriorityMark priority={task.priority} />}{task.due && <span>{dateWords(day(task.due))}</span>}</div>
      <b dir="auto"><Title text={task.title} /></b>
      <div class="row meta"><StatusTile task={task} silent /><span>{status?.name}</span><span class="sp" />{people.map((member) => <Avatar key={member.id} member={member} silent />)}</div>
    </div>
  );
}

