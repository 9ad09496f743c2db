// A link for somebody who is to join. The server shows it this once.

import { useState } from "preact/hooks";
import type { Answer } from "../api/client";
import type { Invitation, OrgRole } from "../api/types";
import { sentence, useAction } from "../identity/form";
import { Button } from "../kit/button";
import { copy } from "../kit/copy";
import { Field, FieldError, SelectField } from "../kit/field";
import { toast } from "../kit/toast";
import { fullMoment } from "../text/dates";
import { t, type Message } from "../text/text";

export const ORG_ROLES: OrgRole[] = ["admin", "project_manager", "team_member", "client", "viewer"];
/** In the language that is spoken now. */
export const roleOptions = () => ORG_ROLES.map((role) => [role, t(`role.${role}` as Message)] as const);

export function InviteForm({ invite, onMade }: { invite: (body: { role: OrgRole; email?: string }) => Promise<Answer<Invitation>>; onMade?: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<OrgRole>("team_member");
  const [made, setMade] = useState<Invitation | undefined>();
  const { working, problem, run } = useAction();

  return (
    <div class="invite">
      <form
        class="inline-form"
        onSubmit={(e) => {
          e.preventDefault();
          void run(async () => {
            const { data } = await invite({ role, ...(email.trim() ? { email: email.trim() } : {}) });
            setMade(data);
            setEmail("");
            onMade?.();
          });
        }}
      >
        <Field label={t("invite.email")} type="email" placeholder={t("invite.email.any")} value={email} error={problem?.of("email")} onInput={(e) => setEmail(e.currentTarget.value)} />
        <SelectField label={t("people.role")} value={role} options={roleOptions()} onPick={(next) => setRole(next as OrgRole)} />
        <Button type="submit" working={working}>{t("invite.make")}</Button>
      </form>
      {problem && !problem.of("email") && <FieldError text={sentence(problem)} />}
      {made?.link && <Link invitation={made} />}
    </div>
  );
}

function Link({ invitation }: { invitation: Invitation }) {
  const address = new URL(invitation.link!, location.origin).href;
  return (
    <div class="madelink" role="status">
      <p class="strong">{invitation.email ? t("invite.made.for", { email: invitation.email }) : t("invite.made")}</p>
      <div class="row">
        <input class="in mono" readOnly value={address} aria-label={t("invite.link")} onFocus={(e) => e.currentTarget.select()} />
        <Button icon="copy" onClick={async () => toast({ words: (await copy(address)) ? t("copy.link.done") : t("copy.failed", { text: "" }) })}>{t("copy.link")}</Button>
      </div>
      <p class="meta">{t("invite.once", { at: fullMoment(invitation.expiresAt) })}</p>
    </div>
  );
}
