// Changing one's password. Other browsers are signed out by it.

import { useState } from "preact/hooks";
import { session as calls } from "../api/calls";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { Field, FieldError } from "../kit/field";
import { toast } from "../kit/toast";
import { t } from "../text/text";
import { passwordFault, sentence, SHORTEST_PASSWORD, useAction } from "./form";
import { passwordOpen } from "./profile";
import { session } from "./session";

const FORM = "password-form";

export function PasswordDialog() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [tried, setTried] = useState(false);
  const { working, problem, run } = useAction();
  const close = () => {
    passwordOpen.value = false;
  };
  const change = () =>
    run(async () => {
      await calls.password(current, next);
      close();
      toast({ words: t("password.changed") });
    });
  return (
    <Dialog
      title={t("password.change")} onClose={close}
      footer={<><Button onClick={close}>{t("cancel")}</Button><Button type="submit" form={FORM} kind="primary" working={working}>{t("password.change")}</Button></>}
    >
      <form
        id={FORM} class="narrow-form"
        onSubmit={(e) => {
          e.preventDefault();
          setTried(true);
          if (!passwordFault(next)) void change();
        }}
      >
        <p>{t("password.others")}</p>
        <input class="vh" type="email" autocomplete="username" readOnly tabIndex={-1} aria-hidden="true" value={session.value?.user.email} />
        <Field label={t("password.current")} type="password" autocomplete="current-password" required autofocus value={current} error={problem?.of("current")} onInput={(e) => setCurrent(e.currentTarget.value)} />
        <Field label={t("password.new")} type="password" autocomplete="new-password" required value={next} hint={t("password.hint", { n: SHORTEST_PASSWORD })} error={(tried && passwordFault(next)) || problem?.of("new")} onInput={(e) => setNext(e.currentTarget.value)} />
        {problem && problem.errors.length === 0 && <FieldError text={sentence(problem)} />}
      </form>
    </Dialog>
  );
}
