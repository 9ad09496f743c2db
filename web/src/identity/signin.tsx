import { useEffect, useState } from "preact/hooks";
import { session as calls, setup } from "../api/calls";
import { Button } from "../kit/button";
import { Field } from "../kit/field";
import { go } from "../routes";
import { t } from "../text/text";
import { Door } from "./door";
import { sentence, useAction } from "./form";
import { signedIn } from "./session";

export function SignIn() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { working, problem, run, clear } = useAction();

  // A server that nobody has set up yet has nobody to sign in.
  useEffect(() => {
    setup.look().then(({ data }) => data.open && go("/setup", { replace: true }), () => {});
  }, []);

  const submit = () =>
    run(async () => {
      const { data } = await calls.login(email.trim(), password);
      signedIn(data);
      go(nextAddress(), { replace: true });
    });
  const error = problem && (problem.status === 401 ? t("signin.wrong") : sentence(problem));
  return (
    <Door foot={t("signin.foot")}>
      <form
        class="mid-box"
        onSubmit={(e) => {
          e.preventDefault();
          void submit();
        }}
      >
        <div>
          <h1>{t("signin.title")}</h1>
          <p class="mid">{t("signin.body")}</p>
        </div>
        <Field label={t("email")} type="email" autocomplete="username" required autofocus value={email} onInput={(e) => setEmail(e.currentTarget.value)} />
        <Field
          label={t("password")} type="password" autocomplete="current-password" required value={password} error={error}
          onInput={(e) => {
            setPassword(e.currentTarget.value);
            clear();
          }}
        />
        <Button kind="primary" wide type="submit" working={working}>{t("signin.do")}</Button>
      </form>
    </Door>
  );
}

/** Where one wanted to be: what the address says, or the place in whose stead this is shown; only ever a place of this app. */
function nextAddress(): string {
  const here = location.pathname === "/signin" ? "/" : location.pathname + location.search;
  const next = new URLSearchParams(location.search).get("next") ?? here;
  return /^\/(?![/\\])/.test(next) ? next : "/";
}
