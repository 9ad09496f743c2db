// First run: administrator and organisation, which the server keeps together;
// then, signed in, the first project and the first people.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { people, projects, setup } from "../api/calls";
import { newId } from "../api/ids";
import { asProblem } from "../api/problem";
import type { Project, StatusGroup } from "../api/types";
import { Button } from "../kit/button";
import { Field, FieldError } from "../kit/field";
import { Mark, Tile } from "../kit/icon";
import { Bars, ErrorPage } from "../kit/state";
import { InviteForm } from "../org/invite-form";
import { keyFor } from "../project/key";
import { go, to } from "../routes";
import { t, type Message } from "../text/text";
import { passwordFault, sentence, SHORTEST_PASSWORD, useLinkToken, useAction } from "./form";
import { signedIn } from "./session";

const STEPS = ["admin", "organisation", "project", "people"] as const;
type Step = (typeof STEPS)[number];
type Start = "import" | "empty" | "sample";

export function Setup() {
  const token = useLinkToken();
  const [state, setState] = useState<"asking" | "open" | "closed" | "unreached">("asking");
  const [step, setStep] = useState<Step>("admin");
  const [admin, setAdmin] = useState({ name: "", email: "", password: "" });
  const [organisation, setOrganisation] = useState("");
  const [org, setOrg] = useState("");
  const [project, setProject] = useState<Project | undefined>();
  const [start, setStart] = useState<Start>("import");

  useEffect(() => {
    setup.look().then(({ data }) => setState(data.open ? "open" : "closed"), (error) => setState(asProblem(error).unreached ? "unreached" : "closed"));
  }, []);

  const finish = () => {
    if (!project) return go(to.projects(org), { replace: true });
    go(start === "import" ? to.import(org, project.key) : to.board(org, project.key), { replace: true });
  };
  const said: Record<Step, string> = {
    admin: admin.name || t("setup.admin.small"),
    organisation: organisation || t("setup.organisation.small"),
    project: project?.name ?? t("setup.project.small"),
    people: t("setup.people.small"),
  };

  return (
    <div class="wiz">
      <aside aria-label={t("setup.steps")}>
        <div class="row strong brand"><Mark />Kanvaro</div>
        <div class="meta">{t("setup.what")}</div>
        {STEPS.map((name) => (
          <div key={name} class={`stp${name === step ? " on" : ""}`} aria-current={name === step ? "step" : undefined}>
            <Tile group={tileOf(name, step)} />
            <span>{t(`setup.${name}` as Message)}<small dir="auto">{said[name]}</small></span>
          </div>
        ))}
        <span class="sp" />
        <div class="meta">{t("setup.kept")}</div>
      </aside>
      <main>
        {state === "asking" && <Bars />}
        {state === "unreached" && <ErrorPage code={t("problem.offline.code")} title={t("problem.offline.title")} body={t("problem.offline.body")} action={<Button onClick={() => location.reload()}>{t("problem.again")}</Button>} />}
        {state === "closed" && !org && <ErrorPage code="409" title={t("setup.closed.title")} body={t("setup.closed.body")} action={<a class="btn pri" href="/signin">{t("signin.do")}</a>} />}
        {state === "open" && !token && !org && <ErrorPage code="403" title={t("setup.noToken.title")} body={t("setup.noToken.body")} action={<Button onClick={() => location.reload()}>{t("problem.again")}</Button>} />}
        {(org || (state === "open" && token)) && (
          <>
            {step === "admin" && <AdminStep admin={admin} onDone={(next) => { setAdmin(next); setStep("organisation"); }} />}
            {step === "organisation" && (
              <OrganisationStep
                name={organisation} onName={setOrganisation} onBack={() => setStep("admin")}
                create={async () => {
                  const { data } = await setup.run({ token, organisation: { name: organisation.trim() }, user: admin });
                  signedIn(data);
                  setOrg(data.organisations[0]?.id ?? "");
                  history.replaceState(null, "", "/setup");
                  setStep("project");
                }}
              />
            )}
            {step === "project" && <ProjectStep org={org} start={start} onStart={setStart} onDone={(made) => { setProject(made); setStep("people"); }} onSkip={() => setStep("people")} />}
            {step === "people" && (
              <StepPage step="people" title={t("setup.people.title")} body={t("setup.people.body")}>
                <InviteForm invite={(body) => people.invite(org, body)} />
                <div class="row">
                  <Button kind="primary" onClick={finish}>{project && start === "import" ? t("setup.toImport") : t("setup.toBoard")}</Button>
                </div>
              </StepPage>
            )}
          </>
        )}
      </main>
    </div>
  );
}

function tileOf(name: Step, at: Step): StatusGroup {
  const [mine, now] = [STEPS.indexOf(name), STEPS.indexOf(at)];
  return mine < now ? "done" : mine === now ? "doing" : name === "people" ? "backlog" : "ready";
}

function StepPage({ step, title, body, children }: { step: Step; title: string; body: string; children: ComponentChildren }) {
  return (
    <>
      <div>
        <div class="meta">{t("setup.step", { n: STEPS.indexOf(step) + 1, of: STEPS.length })}</div>
        <h1>{title}</h1>
        <p class="mid">{body}</p>
      </div>
      {children}
    </>
  );
}

type Admin = { name: string; email: string; password: string };

function AdminStep({ admin, onDone }: { admin: Admin; onDone: (admin: Admin) => void }) {
  const [now, setNow] = useState(admin);
  const [tried, setTried] = useState(false);
  const set = (change: Partial<Admin>) => setNow({ ...now, ...change });
  return (
    <StepPage step="admin" title={t("setup.admin.title")} body={t("setup.admin.body")}>
      <form
        class="narrow-form"
        onSubmit={(e) => {
          e.preventDefault();
          setTried(true);
          if (!passwordFault(now.password)) onDone({ ...now, name: now.name.trim(), email: now.email.trim() });
        }}
      >
        <Field label={t("name")} autocomplete="name" required autofocus dir="auto" maxLength={100} value={now.name} onInput={(e) => set({ name: e.currentTarget.value })} />
        <Field label={t("email")} type="email" autocomplete="username" required value={now.email} onInput={(e) => set({ email: e.currentTarget.value })} />
        <Field
          label={t("password")} type="password" autocomplete="new-password" required value={now.password} hint={t("password.hint", { n: SHORTEST_PASSWORD })}
          error={tried ? passwordFault(now.password) : ""} onInput={(e) => set({ password: e.currentTarget.value })}
        />
        <div class="row"><Button kind="primary" type="submit">{t("next")}</Button></div>
      </form>
    </StepPage>
  );
}

function OrganisationStep({ name, onName, onBack, create }: { name: string; onName: (name: string) => void; onBack: () => void; create: () => Promise<void> }) {
  const { working, problem, run } = useAction();
  return (
    <StepPage step="organisation" title={t("setup.organisation.title")} body={t("setup.organisation.body")}>
      <form
        class="narrow-form"
        onSubmit={(e) => {
          e.preventDefault();
          void run(create);
        }}
      >
        <Field label={t("setup.organisation.name")} autocomplete="organization" required autofocus dir="auto" maxLength={100} value={name} error={problem?.of("organisation.name")} onInput={(e) => onName(e.currentTarget.value)} />
        {problem && !problem.of("organisation.name") && <FieldError text={problem.status === 403 ? t("setup.noToken.body") : problem.errors[0]?.detail ?? sentence(problem)} />}
        <div class="row">
          <Button kind="primary" type="submit" working={working}>{t("setup.organisation.do")}</Button>
          <Button kind="quiet" onClick={onBack}>{t("back")}</Button>
        </div>
      </form>
    </StepPage>
  );
}

function ProjectStep({ org, start, onStart, onDone, onSkip }: { org: string; start: Start; onStart: (start: Start) => void; onDone: (project: Project) => void; onSkip: () => void }) {
  const [id] = useState(() => newId("prj"));
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const [ownKey, setOwnKey] = useState(false);
  const { working, problem, run } = useAction();
  const shownKey = ownKey ? key : keyFor(name);
  return (
    <StepPage step="project" title={t("setup.project.title")} body={t("setup.project.body")}>
      <form
        class="step-form"
        onSubmit={(e) => {
          e.preventDefault();
          void run(async () => onDone(start === "sample" ? (await projects.sample(org)).data : (await projects.create(org, { id, name: name.trim(), key: shownKey, hue: 5 })).data));
        }}
      >
        <div class="opts" role="radiogroup" aria-label={t("setup.project.title")}>
          {(["import", "empty", "sample"] as const).map((way) => (
            <label key={way} class={`opt${way === start ? " sel" : ""}`}>
              <input type="radio" name="start" checked={way === start} onChange={() => onStart(way)} />
              <b>{t(`setup.start.${way}` as Message)}</b>
              <span class="meta">{way === "import" ? t("setup.start.formats") : ""}</span>
              <p>{t(`setup.start.${way}.body` as Message)}</p>
            </label>
          ))}
        </div>
        {start !== "sample" && <div class="narrow-form">
          <Field label={t("project.name")} required autofocus dir="auto" maxLength={100} value={name} error={problem?.of("name")} hint={shownKey && !ownKey ? <>{t("project.numbered", { key: shownKey })} <button type="button" class="link" onClick={() => { setKey(shownKey); setOwnKey(true); }}>{t("project.changeKey")}</button></> : undefined} onInput={(e) => setName(e.currentTarget.value)} />
          {(ownKey || problem?.of("key")) && <Field label={t("project.key")} required maxLength={10} value={shownKey} error={problem?.of("key")} hint={t("project.numbered", { key: shownKey || "…" })} onInput={(e) => { setOwnKey(true); setKey(e.currentTarget.value.toUpperCase().replace(/[^A-Z0-9]/g, "")); }} />}
        </div>}
        {problem && problem.errors.length === 0 && <FieldError text={sentence(problem)} />}
        <div class="row">
          <Button kind="primary" type="submit" working={working}>{t(start === "sample" ? "sample.try" : "project.create")}</Button>
          <span class="sp" />
          <Button kind="quiet" onClick={onSkip}>{t("setup.skip")}</Button>
        </div>
      </form>
    </StepPage>
  );
}
