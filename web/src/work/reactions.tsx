// Reactions to a comment: ten of them, drawn like everything else, with their counts.

import { tasks } from "../api/calls";
import { asProblem } from "../api/problem";
import type { Comment, Id, Task } from "../api/types";
import { me } from "../identity/session";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { closePopup, openPopup } from "../kit/popup";
import { toastProblem } from "../kit/toast";
import { memberById, orgId } from "../org/org";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { send } from "../records/send";
import { t, type Message } from "../text/text";
import { words } from "./history";

/** As the API names them, what draws them, what they say. */
const REACTIONS: [emoji: string, icon: string, name: Message][] = [
  ["👍", "thumbs-up", "emoji.+1"], ["👎", "thumbs-down", "emoji.-1"], ["😄", "smile", "emoji.smile"], ["🎉", "party-popper", "emoji.tada"], ["😕", "frown", "emoji.confused"],
  ["❤️", "heart", "emoji.heart"], ["🚀", "rocket", "emoji.rocket"], ["👀", "eye", "emoji.eyes"], ["✅", "square-check", "emoji.check"], ["🙏", "heart-handshake", "emoji.pray"],
];
const known = (emoji: string) => REACTIONS.find(([one]) => one === emoji);

export async function react(task: Task, comment: Comment, emoji: string, on: boolean): Promise<void> {
  const [org, self] = [orgId.peek(), me.peek()];
  const apply = (now: Comment | undefined): Comment | undefined => now && { ...now, reactions: withReaction(now.reactions ?? [], emoji, self, on) };
  try {
    await send<Comment, Comment>({
      table: tables.comment, id: comment.id, apply,
      send: () => tasks.react(org, task.project, task.id, comment.id, emoji, on),
      take: (data) => tables.comment.put(data),
    });
  } catch (error) {
    toastProblem(t("comment.notReacted"), asProblem(error), () => void react(task, comment, emoji, on));
  }
}

function withReaction(reactions: NonNullable<Comment["reactions"]>, emoji: string, self: Id, on: boolean): NonNullable<Comment["reactions"]> {
  const rest = reactions.map((one) => (one.emoji === emoji ? { emoji, members: one.members.filter((id) => id !== self) } : one));
  const has = rest.some((one) => one.emoji === emoji);
  const next = on ? (has ? rest.map((one) => (one.emoji === emoji ? { emoji, members: [...one.members, self] } : one)) : [...rest, { emoji, members: [self] }]) : rest;
  return next.filter((one) => one.members.length > 0);
}

export function Reactions({ task, comment }: { task: Task; comment: Comment }) {
  const list = comment.reactions ?? [];
  if (list.length === 0) return null;
  return (
    <>
      {list.map(({ emoji, members }) => {
        const [, icon = "smile", name] = known(emoji) ?? [];
        const mine = members.includes(me.value);
        const who = words(members.map((id) => (id === me.value ? t("people.you", { name: memberById(id)?.name ?? "" }) : memberById(id)?.name ?? t("people.former"))));
        const label = t("comment.react.with", { emoji: name ? t(name) : emoji, names: who });
        return (
          <button key={emoji} type="button" class={`react${mine ? " on" : ""}`} aria-pressed={mine} aria-label={label} title={label} disabled={!mayEdit.value} onClick={() => void react(task, comment, emoji, !mine)}>
            <Icon name={icon} small />
            {members.length}
          </button>
        );
      })}
    </>
  );
}

export function ReactButton({ task, comment }: { task: Task; comment: Comment }) {
  return <Button kind="quiet" icon="smile-plus" label={t("comment.react")} aria-haspopup="dialog" onClick={(e) => openPopup(e.currentTarget, () => <Choose task={task} id={comment.id} />)} />;
}

function Choose({ task, id }: { task: Task; id: Id }) {
  const comment = tables.comment.get(id);
  if (!comment) return null;
  const onKeyDown = (e: KeyboardEvent) => {
    const all = [...(e.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("button")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 5, ArrowUp: -5 }[e.key];
    if (by === undefined) return;
    e.preventDefault();
    all[(at + by + all.length) % all.length]?.focus();
  };
  return (
    <div class="reacts" role="group" aria-label={t("comment.react")} onKeyDown={onKeyDown}>
      {REACTIONS.map(([emoji, icon, name], i) => {
        const mine = comment.reactions?.some((one) => one.emoji === emoji && one.members.includes(me.value)) ?? false;
        return (
          <button key={emoji} type="button" class={`tool${mine ? " on" : ""}`} data-autofocus={i === 0 ? "" : undefined} aria-pressed={mine} aria-label={t(name)} title={t(name)} onClick={() => {
            closePopup();
            void react(task, comment, emoji, !mine);
          }}><Icon name={icon} /></button>
        );
      })}
    </div>
  );
}
