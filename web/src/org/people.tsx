// Who belongs to the organisation, and who may come.

import { useEffect, useState } from "preact/hooks";
import { people } from "../api/calls";
import { asProblem } from "../api/problem";
import type { Invitation, Member, OrgRole } from "../api/types";
import { Button } from "../kit/button";
import { confirm } from "../kit/dialog";
import { Select } from "../kit/field";
import { openMenu } from "../kit/menu";
import { Avatar } from "../kit/people";
import { toast, toastProblem } from "../kit/toast";
import { tables } from "../records/records";
import { send } from "../records/send";
import { dateWords } from "../text/dates";
import { t, type Message } from "../text/text";
import { MenuButton } from "./frame";
import { InviteForm, roleOptions } from "./invite-form";
import { isMe, mayManagePeople, members, orgId } from "./org";

export function PeopleScreen() {
  const manage = mayManagePeople.value;
  const [invitations, setInvitations] = useState<Invitation[]>([]);
  const org = orgId.value;
  const load = () => {
    if (manage) people.invitations(org).then(setInvitations, (error) => toastProblem(t("invite.notLoaded"), asProblem(error), load));
  };
  useEffect(load, [org, manage]);

  return (
    <>
      <header class="top">
        <MenuButton />
        <h1>{t("nav.people")}</h1>
        <span class="meta">{t("people.count", { n: members.value.length })}</span>
      </header>
      <div class="page">
        {manage && (
          <section class="block" aria-labelledby="invite-title">
            <div class="bh"><h2 id="invite-title">{t("people.invite")}</h2></div>
            <p class="mid pad">{t("people.invite.body")}</p>
            <InviteForm invite={(body) => people.invite(org, body)} onMade={load} />
          </section>
        )}
        <section class="block" aria-labelledby="members-title">
          <div class="bh"><h2 id="members-title">{t("people.members")}</h2></div>
          <ul>{members.value.map((member) => <MemberRow key={member.id} member={member} manage={manage} />)}</ul>
        </section>
        {invitations.length > 0 && (
          <section class="block" aria-labelledby="open-title">
            <div class="bh"><h2 id="open-title">{t("people.open")}</h2></div>
            <ul>
              {invitations.map((invitation) => (
                <li class="wr" key={invitation.id}>
                  <Avatar member={undefined} size="md" silent />
                  <span class="cut" dir="auto">{invitation.email || t("people.open.anyone")}</span>
                  <span class="sp" />
                  <span class="meta">{t("people.open.until", { role: t(`role.${invitation.role}` as Message), at: dateWords(new Date(invitation.expiresAt)) })}</span>
                  <Button kind="quiet" icon="x" label={t("people.open.remove", { who: invitation.email || t("people.open.anyone") })} onClick={() => void withdraw(org, invitation, load)} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
  );
}

async function withdraw(org: string, invitation: Invitation, reload: () => void): Promise<void> {
  try {
    await people.uninvite(org, invitation.id);
    toast({ words: t("people.open.removed") });
    reload();
  } catch (error) {
    toastProblem(t("people.open.notRemoved"), asProblem(error), () => void withdraw(org, invitation, reload));
  }
}

async function change(member: Member, set: { role?: OrgRole; disabled?: boolean }): Promise<void> {
  const org = orgId.peek();
  const what = set.role ? t("people.changed.role", { name: member.name, role: t(`role.${set.role}` as Message) }) : t(set.disabled ? "people.changed.off" : "people.changed.on", { name: member.name });
  try {
    await send<Member, Member>({
      table: tables.member, id: member.id, apply: (now) => now && { ...now, ...set },
      send: () => people.change(org, member.id, set), take: (data) => data && tables.member.put(data),
    });
    toast({ words: what });
  } catch (error) {
    toastProblem(t("people.notChanged", { name: member.name }), asProblem(error), () => void change(member, set));
  }
}

function MemberRow({ member, manage }: { member: Member; manage: boolean }) {
  const mine = isMe(member.id);
  return (
    <li class={`wr${member.disabled ? " off" : ""}`}>
      <Avatar member={member} size="md" silent />
      <span class="who2">
        <span class="strong cut" dir="auto">{mine ? t("people.you", { name: member.name }) : member.name}</span>
        {member.email && <span class="meta cut">{member.email}</span>}
      </span>
      <span class="sp" />
      {member.disabled && <span class="meta">{t("people.disabled")}</span>}
      {manage && !mine ? (
        <>
          <Select label={t("people.role.of", { name: member.name })} value={member.role} options={roleOptions()} onPick={(role) => void change(member, { role: role as OrgRole })} />
          <Button
            kind="quiet" icon="ellipsis" label={t("people.menu", { name: member.name })} aria-haspopup="menu"
            onClick={(e) =>
              openMenu(e.currentTarget, t("people.menu", { name: member.name }), [
                member.disabled
                  ? { label: t("people.enable"), icon: "rotate-ccw", run: () => void change(member, { disabled: false }) }
                  : {
                      label: t("people.disable"), icon: "x", danger: true,
                      run: () => confirm({ title: t("people.disable.title", { name: member.name }), body: t("people.disable.body"), verb: t("people.disable"), run: () => void change(member, { disabled: true }) }),
                    },
              ])
            }
          />
        </>
      ) : (
        <span class="mid">{t(`role.${member.role}` as Message)}</span>
      )}
    </li>
  );
}
