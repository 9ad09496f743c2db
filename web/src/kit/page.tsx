// Every primitive in every state, on one page: the subject of the tests of look
// and access, and the place to see what a change of the kit does.

import type { ComponentChildren } from "preact";
import type { Member, Priority, StatusGroup, Task } from "../api/types";
import { Sample } from "../work/sample";
import { Button } from "./button";
import { confirm } from "./dialog";
import { Field, Select } from "./field";
import { Icon, Mark, PriorityMark, Tile } from "./icon";
import { openMenu } from "./menu";
import { Avatar, ProjectTile } from "./people";
import { openPicker } from "./picker";
import { PopupHost } from "./popup";
import { Bars, ErrorPage, Note } from "./state";
import { One, toast } from "./toast";

const GROUPS: StatusGroup[] = ["backlog", "ready", "doing", "review", "done", "dropped"];
const PRIORITIES: Priority[] = ["urgent", "high", "medium", "low", "none"];
const GROUNDS = ["paper", "sunk", "raised", "hover", "press", "rule", "edge", "control", "ink", "ink-2", "ink-3", "ink-off", "accent", "accent-tint", "accent-tint-2", "focus", "danger-mark", "danger-tint", "warn-mark", "warn-tint", "good-mark", "good-tint", "note-mark"];
const people: Pick<Member, "name" | "hue">[] = [{ name: "Ada Lindqvist", hue: 4 }, { name: "Lin Wei", hue: 7 }, { name: "Tomás Ortega", hue: 2 }, { name: "נועה בר-לב", hue: 3 }];

const task = (more: Partial<Task>): Task => ({
  id: "tsk_0", version: 1, key: "MES-3911", number: 3911, project: "", title: "Add a `--force` flag to disable sanity check in quota", status: "", rank: "", type: "task", priority: "medium",
  assignees: [], reporter: "", labels: [], points: 1, due: null, createdAt: "2026-11-25T03:00:00.000Z", createdBy: "", updatedAt: "2026-11-25T03:00:00.000Z", statusSince: new Date().toISOString(), ...more,
});

function Section({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <div class="set">{children}</div>
    </section>
  );
}

function State({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="st8">
      {children}
      <small>{name}</small>
    </div>
  );
}

export function KitPage() {
  return (
    <main class="kit">
      <header class="row"><Mark /><h1>Kit</h1><span class="meta">Every primitive in every state. The theme is the system's.</span></header>
      <Section name="Colour">{GROUNDS.map((name) => <State key={name} name={name}><div class="sww" ref={(el) => void (el && (el.style.background = `var(--${name})`))} /></State>)}</Section>
      <Section name="Type">
        <State name="28/34 first run, figures"><span class="ty6">Sprint 14, 41 of 100</span></State>
        <State name="21/27 task and page title"><span class="ty5">Performance issues with port ranges</span></State>
        <State name="16/22 dialog title"><span class="ty4">Delete 5 tasks?</span></State>
        <State name="14/22 prose"><span class="ty3">The allocator ends up spending a lot of time.</span></State>
        <State name="13/18 interface">Implement Quota support in allocator</State>
        <State name="12/16 meta"><span class="meta">MES-3051 · 111,471 · 88:08</span></State>
        <State name="Cyrillic, Greek, Vietnamese, Arabic, Hebrew"><span>Черновик документа · Σχέδιο · Bản nháp · <bdi>مسودة</bdi> · <bdi>טיוטה</bdi></span></State>
      </Section>
      <Section name="Status">{GROUPS.map((group) => <State key={group} name={group}><Tile group={group} label={group} /></State>)}</Section>
      <Section name="Priority">{PRIORITIES.map((priority) => <State key={priority} name={priority}><PriorityMark priority={priority} /></State>)}</Section>
      <Section name="Button">
        <State name="default"><Button>Save view</Button></State>
        <State name="hover"><Button class="is-hover">Save view</Button></State>
        <State name="active"><Button class="is-active">Save view</Button></State>
        <State name="focus"><Button class="is-focus">Save view</Button></State>
        <State name="disabled"><Button disabled>Save view</Button></State>
        <State name="primary"><Button kind="primary" icon="plus" keys="C">New task</Button></State>
        <State name="primary, working"><Button kind="primary" working>New task</Button></State>
        <State name="primary, disabled"><Button kind="primary" disabled>New task</Button></State>
        <State name="quiet"><Button kind="quiet">Display</Button></State>
        <State name="destructive"><Button kind="danger" icon="trash-2">Delete</Button></State>
        <State name="icon"><Button icon="ellipsis" label="More" /></State>
      </Section>
      <Section name="Field">
        <div class="fw"><Field label="Empty" placeholder="Project name" /></div>
        <div class="fw"><Field label="Filled" value="Mesos core" hint="Tasks will be numbered MES-1." /></div>
        <div class="fw"><Field label="Error" value="Mesos core" error="This name is taken. Try Mesos core 2." /></div>
        <div class="fw"><Field label="Disabled" value="Mesos core" disabled /></div>
        <div class="fw"><Select label="One of" value="b" options={[["a", "Manager"], ["b", "Member"]]} onPick={() => {}} /></div>
        <State name="off / on"><span class="row"><input type="checkbox" aria-label="off" /><input type="checkbox" checked aria-label="on" /></span></State>
        <State name="one of"><span class="row"><input type="radio" name="kit" aria-label="this" /><input type="radio" name="kit" checked aria-label="that" /></span></State>
      </Section>
      <Section name="Card">
        <Sample name="rest" task={task({})} />
        <Sample name="hover" task={task({})} look="is-hover" />
        <Sample name="focus" task={task({})} look="is-focus" />
        <Sample name="open in panel" task={task({})} look="sel" />
        <Sample name="someone else changed it" task={task({})} look="theirs" by={{ name: "Lin Wei", hue: 7 }} />
        <Sample name="place it was lifted from" task={task({})} look="gone" />
        <State name="lifted"><div class="w nob lifted-sample"><Sample task={task({})} bare /></div></State>
        <State name="place it will land"><div class="w nob"><div class="drop" /></div></State>
        <Sample name="not sent yet" task={task({})} line="unsent" />
        <Sample name="stale" task={task({ statusSince: "2026-01-01T00:00:00.000Z" })} />
        <Sample name="late, a bug, urgent" task={task({ due: "2026-01-02", type: "bug", priority: "urgent" })} />
        <Sample name="done" task={task({})} look="done" done />
        <Sample name="another script" task={task({ title: "בדיקת הקצאת משאבים נכשלת כאשר MESOS_HOSTNAME ריק" })} />
        <State name="loading"><div class="w"><div class="card loading"><Bars /></div></div></State>
        <State name="limit"><div class="w"><div class="limit"><Icon name="triangle-alert" small />Limit 5<span class="sp" />1 over</div><div class="card over-limit"><Sample task={task({})} bare inner /></div></div></State>
      </Section>
      <Section name="People and labels">
        {people.map((member) => <State key={member.name} name={member.name}><Avatar member={member} size="md" /></State>)}
        <State name="nobody"><Avatar member={undefined} size="md" /></State>
        <State name="project"><ProjectTile name="Mesos" hue={5} large /></State>
        <State name="label"><span class="chip" data-hue="4"><span class="sw" />networking</span></State>
        <State name="flags"><span class="row"><span class="flag bad"><Icon name="octagon-x" small />Blocked</span><span class="flag warn"><Icon name="hourglass" small />12 d here</span></span></State>
      </Section>
      <Section name="What floats">
        <Button aria-haspopup="menu" onClick={(e) => openMenu(e.currentTarget, "Menu", [{ caption: "Caption" }, { label: "Rename", icon: "pencil", keys: "E" }, { label: "Chosen", checked: true, radio: true }, { label: "Not now", disabled: true }, "rule", { label: "Delete", icon: "trash-2", danger: true }])}>Menu</Button>
        <Button aria-haspopup="listbox" onClick={(e) => openPicker(e.currentTarget, { label: "Labels", many: true, chosen: ["a"], choices: [{ id: "a", label: "networking" }, { id: "b", label: "docs" }], onPick: () => {}, onCreate: () => {} })}>Picker</Button>
        <Button onClick={() => confirm({ title: "Delete 5 tasks?", body: "They stay in the trash for 30 days.", verb: "Delete", run: () => {} })}>Dialog</Button>
        <Button onClick={() => toast({ words: "MES-4582 moved to Done", action: { label: "Undo", run: () => {} } })}>Toast</Button>
        <State name="toast"><One toast={{ id: -1, words: "MES-4582 moved to Done", action: { label: "Undo", run: () => {} } }} /></State>
        <State name="failure"><One toast={{ id: -2, words: "MES-4582 not moved: In review is full.", failed: true, requestId: "01JDG3X8Q2", action: { label: "Retry", run: () => {} } }} /></State>
      </Section>
      <Section name="States of a page">
        <State name="loading"><Bars /></State>
        <State name="note"><Note kind="warn" icon="triangle-alert">In the trash since Fri 20 Nov.</Note></State>
        <State name="error"><ErrorPage code="404" title="There is nothing at this address" body="It was moved or taken away, or it is not open to you." action={<Button kind="primary">Go to projects</Button>} requestId="01JDG3X8Q2" /></State>
        <State name="progress"><div class="barw"><div class="bar" role="progressbar" aria-label="Imported" aria-valuenow={72}><i class="w72" /></div><span class="meta">1,210 of 1,680</span></div></State>
        <State name="line"><span class="live"><span class="dot" />Live</span></State>
        <State name="offline"><span class="live warn"><Icon name="cloud-off" small />Offline, 3 changes kept</span></State>
      </Section>
      <PopupHost />
    </main>
  );
}
