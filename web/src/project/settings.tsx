// A project's own page: name and key, labels, people, and the way out.

import { useEffect, useState } from "preact/hooks";
import { projects } from "../api/calls";
import { asProblem } from "../api/problem";
import type { Id, Label, Project, ProjectMember, ProjectRole } from "../api/types";
import { Button } from "../kit/button";
import { confirm } from "../kit/dialog";
import { Select } from "../kit/field";
import { openMenu } from "../kit/menu";
import { Avatar } from "../kit/people";
import { openPicker } from "../kit/picker";
import { toast, toastProblem } from "../kit/toast";
import { memberById, members, orgId } from "../org/org";
import { tables } from "../records/records";
import { go, to } from "../routes";
import { t, type Message } from "../text/text";
import { addLabel, archiveProject, changeDetails, changeLabel, freeHue, removeLabel, restoreProject } from "./commands";
import { ProjectHead } from "./head";
import { mayManage, project } from "./project";

const HUES = [1, 2, 3, 4, 5, 6, 7, 8];
const ROLES: ProjectRole[] = ["manager", "member", "viewer"];
const roleOptions = () => ROLES.map((role) => [role, t(`prole.${role}` as Message)] as const);

export function SettingsScreen() {
  const now = project.value;
  if (!now) return null;
  const manage = mayManage.value;
  return (
    <>
      <ProjectHead project={now} at="settings" />
      <div class="page">
        <Details key={now.id} project={now} manage={manage} />
        <Labels project={now} manage={manage} />
        <Members key={`m${now.id}`} project={now} manage={manage} />
        {manage && (
          <section class="block" aria-labelledby="out-title">
            <div class="bh"><h2 id="out-title">{t("settings.out")}</h2></div>
            <div class="wr">
              <span>{t(now.archived ? "archive.out.body" : "archive.body")}</span>
              <span class="sp" />
              <Button onClick={() => void archiveProject(now, !now.archived)}>{t(now.archived ? "archive.out" : "archive.do")}</Button>
            </div>
            <div class="wr">
              <span>{t("settings.trash.body")}</span>
              <span class="sp" />
              <Button kind="danger" icon="trash-2" onClick={() => confirm({ title: t("settings.trash.title", { name: now.name }), body: t("settings.trash.body"), verb: t("settings.trash"), run: () => void trashProject(now) })}>{t("settings.trash")}</Button>
            </div>
          </section>
        )}
      </div>
    </>
  );
}

async function trashProject(now: Project): Promise<void> {
  const org = orgId.peek();
  try {
    await projects.trash(org, now.id);
    tables.project.remove(now.id, now.version);
    go(to.projects(org));
    toast({ words: t("settings.trashed", { name: now.name }), action: { label: t("undo"), run: () => void restoreProject(now) } });
  } catch (error) {
    toastProblem(t("settings.notTrashed", { name: now.name }), asProblem(error), () => void trashProject(now));
  }
}

function Details({ project: now, manage }: { project: Project; manage: boolean }) {
  return (
    <section class="block" aria-labelledby="details-title">
      <div class="bh"><h2 id="details-title">{t("settings.details")}</h2></div>
      <dl class="setlist">
        <EditRow label={t("project.name")} value={now.name} manage={manage} onSave={(name) => changeDetails(now.id, { name }, t("settings.named", { name }))} />
        <EditRow
          label={t("project.key")} value={now.key} manage={manage} hint={t("settings.key.hint")} clean={(v) => v.toUpperCase().replace(/[^A-Z0-9]/g, "").slice(0, 10)}
          onSave={async (key) => {
            if (await changeDetails(now.id, { key }, t("settings.keyed", { key }))) go(to.settings(orgId.peek(), key), { replace: true });
          }}
        />
        <EditRow label={t("description")} value={now.description} manage={manage} optional onSave={(description) => changeDetails(now.id, { description }, t("done.description"))} />
        <div class="setrow">
          <dt>{t("settings.hue")}</dt>
          <dd><div class="hues" role="radiogroup" aria-label={t("settings.hue")}>
            {HUES.map((hue) => (
              <label key={hue} data-hue={hue} title={t(`hue.${hue}` as Message)}>
                <input type="radio" name="hue" checked={now.hue === hue} disabled={!manage} aria-label={t(`hue.${hue}` as Message)} onChange={() => void changeDetails(now.id, { hue }, t("settings.hued"))} />
                <span class="ptile lg" aria-hidden="true">{[...now.name][0]?.toUpperCase()}</span>
              </label>
            ))}
          </div></dd>
        </div>
        <div class="setrow">
          <dt>{t("settings.visibility")}</dt>
          <dd>
            <Select
              label={t("settings.visibility")} value={now.visibility} disabled={!manage}
              options={[["members", t("visibility.members")], ["organisation", t("visibility.organisation")]]}
              onPick={(visibility) => void changeDetails(now.id, { visibility: visibility as Project["visibility"] }, t("settings.visible"))}
            />
          </dd>
        </div>
      </dl>
    </section>
  );
}

function EditRow({ label, value, manage, hint, optional, clean = (v) => v, onSave }: { label: string; value: string; manage: boolean; hint?: string; optional?: boolean; clean?: (v: string) => string; onSave: (value: string) => unknown }) {
  const [typed, setTyped] = useState<string | undefined>();
  const save = () => {
    const next = typed?.trim();
    setTyped(undefined);
    if (next !== undefined && next !== value && (next || optional)) onSave(next);
  };
  return (
    <div class="setrow">
      <dt>{label}</dt>
      <dd>
        {manage ? (
          <input
            class="in quietly" dir="auto" aria-label={label} value={typed ?? value} onInput={(e) => setTyped(clean(e.currentTarget.value))} onBlur={save}
            onKeyDown={(e) => {
              if (e.key === "Enter") e.currentTarget.blur();
              if (e.key === "Escape") {
                e.stopPropagation();
                setTyped(undefined);
              }
            }}
          />
        ) : (
          <span dir="auto">{value || t("unset")}</span>
        )}
        {hint && typed !== undefined && <span class="meta">{hint}</span>}
      </dd>
    </div>
  );
}

function Labels({ project: now, manage }: { project: Project; manage: boolean }) {
  const [name, setName] = useState("");
  return (
    <section class="block" aria-labelledby="labels-title">
      <div class="bh"><h2 id="labels-title">{t("field.labels")}</h2><span class="meta">{now.labels.length}</span></div>
      <ul>{now.labels.map((label) => <LabelRow key={label.id} project={now} label={label} manage={manage} />)}</ul>
      {manage && (
        <form
          class="wr addlabel"
          onSubmit={(e) => {
            e.preventDefault();
            if (name.trim()) addLabel(now.id, name.trim(), freeHue(now.labels));
            setName("");
          }}
        >
          <input class="in" dir="auto" maxLength={60} placeholder={t("label.add")} aria-label={t("label.add")} value={name} onInput={(e) => setName(e.currentTarget.value)} />
          <Button type="submit" disabled={!name.trim()}>{t("label.add.do")}</Button>
        </form>
      )}
    </section>
  );
}

function LabelRow({ project: now, label, manage }: { project: Project; label: Label; manage: boolean }) {
  const [typed, setTyped] = useState<string | undefined>();
  const save = () => {
    const name = typed?.trim();
    setTyped(undefined);
    if (name && name !== label.name) void changeLabel(now.id, label, { name });
  };
  return (
    <li class="wr">
      {manage ? (
        <Button
          kind="quiet" class="huebtn" {...{ "data-hue": label.hue }} label={t("label.hue", { name: label.name })} aria-haspopup="menu"
          onClick={(e) =>
            openMenu(e.currentTarget, t("label.hue", { name: label.name }), HUES.map((hue) => ({
              label: t(`hue.${hue}` as Message), mark: <span class="sw" data-hue={hue} />, checked: hue === label.hue, radio: true, run: () => void changeLabel(now.id, label, { hue }),
            })))
          }
        >
          <span class="sw" />
        </Button>
      ) : (
        <span class="sw" data-hue={label.hue} />
      )}
      {manage ? (
        <input
          class="in quietly" dir="auto" maxLength={60} aria-label={t("label.name", { name: label.name })} value={typed ?? label.name} onInput={(e) => setTyped(e.currentTarget.value)} onBlur={save}
          onKeyDown={(e) => e.key === "Enter" && e.currentTarget.blur()}
        />
      ) : (
        <span dir="auto">{label.name}</span>
      )}
      {manage && <Button kind="quiet" icon="x" label={t("label.remove", { name: label.name })} onClick={() => void removeLabel(now.id, label)} />}
    </li>
  );
}

function Members({ project: now, manage }: { project: Project; manage: boolean }) {
  const [list, setList] = useState<ProjectMember[]>([]);
  const org = orgId.value;
  const load = () => {
    projects.members(org, now.id).then(setList, (error) => toastProblem(t("members.notLoaded"), asProblem(error), load));
  };
  useEffect(load, [now.id]);
  const attempt = async (what: string, run: () => Promise<unknown>) => {
    try {
      await run();
      toast({ words: what });
    } catch (error) {
      toastProblem(t("notDone", { what }), asProblem(error), () => void attempt(what, run));
    }
    load();
  };
  const nameOf = (id: Id) => memberById(id)?.name ?? t("people.former");
  const put = (id: Id, role: ProjectRole) => attempt(t("members.put", { name: nameOf(id), role: t(`prole.${role}` as Message) }), () => projects.putMember(org, now.id, id, role));
  const others = members.value.filter((member) => !member.disabled && !list.some((pm) => pm.member === member.id));

  return (
    <section class="block" aria-labelledby="pm-title">
      <div class="bh"><h2 id="pm-title">{t("settings.members")}</h2><span class="meta">{list.length}</span></div>
      <ul>
        {list.map((pm) => (
          <li class="wr" key={pm.member}>
            <Avatar member={memberById(pm.member)} size="md" silent />
            <span class="cut strong" dir="auto">{nameOf(pm.member)}</span>
            <span class="sp" />
            {manage ? (
              <>
                <Select label={t("people.role.of", { name: nameOf(pm.member) })} value={pm.role} options={roleOptions()} onPick={(role) => void put(pm.member, role as ProjectRole)} />
                <Button kind="quiet" icon="x" label={t("members.remove", { name: nameOf(pm.member) })} onClick={() => void attempt(t("members.removed", { name: nameOf(pm.member) }), () => projects.removeMember(org, now.id, pm.member))} />
              </>
            ) : (
              <span class="mid">{t(`prole.${pm.role}` as Message)}</span>
            )}
          </li>
        ))}
      </ul>
      {manage && others.length > 0 && (
        <div class="pad">
          <Button
            icon="user-plus" aria-haspopup="listbox"
            onClick={(e) =>
              openPicker(e.currentTarget, {
                label: t("members.add"), chosen: [], choices: others.map((member) => ({ id: member.id, label: member.name, mark: <Avatar member={member} silent /> })),
                onPick: ([id]) => id && void put(id, "member"),
              })
            }
          >
            {t("members.add")}
          </Button>
        </div>
      )}
    </section>
  );
}
