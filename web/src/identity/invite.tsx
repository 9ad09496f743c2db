import { useEffect, useState } from "preact/hooks";
import { people } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { OrgRole } from "../api/types";
import { Button } from "../kit/button";
import { Field, FieldError } from "../kit/field";
import { Bars } from "../kit/state";
import { go } from "../routes";
import { t, type Message } from "../text/text";
import { Door } from "./door";
import { passwordFault, sentence, SHORTEST_PASSWORD, useLinkToken, useAction } from "./form";
import { signedIn } from "./session";

type Invited = { organisation: string; role: OrgRole; email?: string };

export function Invite() {
  const token = useLinkToken();
  const [invited, setInvited] = useState<Invited | undefined>();
  const [refused, setRefused] = useState<Problem | undefined>();
  useEffect(() => {
    setRefused(undefined);
    people.lookAt(token).then(({ data }) => setInvited(data), (error) => setRefused(asProblem(error)));
  }, [token]);

  return (
    <Door foot={t("signin.foot")}>
      {refused ? (
        <div class="mid-box">
          <h1>{t("invite.spent.title")}</h1>
          <p class="mid">{refused.unreached ? t("problem.unreached") : t("invite.spent.body")}</p>
          <div class="row"><a class="btn" href="/signin">{t("signin.do")}</a></div>
        </div>
      ) : invited ? (
        <Accept token={token} invited={invited} />
      ) : (
        <div class="mid-box"><Bars /></div>
      )}
    </Door>
  );
}

function Accept({ token, invited }: { token: string; invited: Invited }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState(invited.email ?? "");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const { working, problem, run } = useAction();
  const short = tried ? passwordFault(password) : "";
  return (
    <form
      class="mid-box"
      onSubmit={(e) => {
        e.preventDefault();
        setTried(true);
        if (passwordFault(password)) return;
        void run(async () => {
          const { data } = await people.accept({ token, name: name.trim(), email: email.trim(), password });
          signedIn(data);
          go("/", { replace: true });
        });
      }}
    >
      <div>
        <h1>{t("invite.title", { organisation: invited.organisation })}</h1>
        <p class="mid">{t("invite.body", { role: t(`role.${invited.role}` as Message) })}</p>
      </div>
      <Field label={t("name")} autocomplete="name" required autofocus dir="auto" maxLength={100} value={name} error={problem?.of("name")} onInput={(e) => setName(e.currentTarget.value)} />
      <Field label={t("email")} type="email" autocomplete="username" required value={email} readOnly={!!invited.email} error={problem?.of("email")} onInput={(e) => setEmail(e.currentTarget.value)} />
      <Field
        label={t("password")} type="password" autocomplete="new-password" required value={password} hint={t("invite.password.hint", { n: SHORTEST_PASSWORD })}
        error={short || problem?.of("password")} onInput={(e) => setPassword(e.currentTarget.value)}
      />
      {problem && problem.errors.length === 0 && <FieldError text={sentence(problem)} />}
      <Button kind="primary" wide type="submit" working={working}>{t("invite.do")}</Button>
    </form>
  );
}
