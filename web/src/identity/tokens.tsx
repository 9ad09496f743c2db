// Personal tokens: made with as few rights as they need, shown once, revoked at once.

import { useEffect, useState } from "preact/hooks";
import { account as calls } from "../api/calls";
import { asProblem } from "../api/problem";
import type { Id, PersonalToken, Scope } from "../api/types";
import { Button } from "../kit/button";
import { copy } from "../kit/copy";
import { confirm } from "../kit/dialog";
import { Field, FieldError, SelectField } from "../kit/field";
import { toast, toastProblem } from "../kit/toast";
import { orgId, projectList } from "../org/org";
import { dateWords, moment } from "../text/dates";
import { t, type Message } from "../text/text";
import { sentence, useAction } from "./form";

export function Tokens() {
  const [list, setList] = useState<PersonalToken[]>([]);
  const [scopes, setScopes] = useState<Scope[]>([]);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<PersonalToken | undefined>();
  const load = () => {
    Promise.all([calls.tokens(), calls.scopes()]).then(([tokens, known]) => {
      setList(tokens);
      setScopes(known);
    }, (error) => toastProblem(t("tokens.notLoaded"), asProblem(error), load));
  };
  useEffect(load, []);
  const revoke = async (token: PersonalToken) => {
    try {
      await calls.revoke(token.id);
      setList((now) => now.filter((one) => one.id !== token.id));
      if (made?.id === token.id) setMade(undefined);
      toast({ words: t("tokens.revoked", { name: token.name }) });
    } catch (error) {
      toastProblem(t("tokens.notRevoked"), asProblem(error), () => void revoke(token));
    }
  };
  return (
    <section class="block" aria-labelledby="tokens-title">
      <div class="bh"><h2 id="tokens-title">{t("tokens.title")}</h2></div>
      <p class="mid pad">{t("tokens.body")} <a href="/api/docs" target="_blank">{t("tokens.docs")}</a></p>
      {made?.token && <MadeToken token={made.token} />}
      <ul>
        {list.map((token) => (
          <li class="wr" key={token.id}>
            <span class="who2">
              <span class="strong cut" dir="auto">{token.name}</span>
              <span class="meta">{[whatFor(token, scopes), whereTo(token), until(token), token.lastUsedAt ? t("tokens.used", { at: moment(token.lastUsedAt) }) : t("tokens.unused"), t("tokens.ending", { hint: token.hint })].join(" · ")}</span>
            </span>
            <span class="sp" />
            <Button
              aria-label={t("tokens.revoke.of", { name: token.name })}
              onClick={() => confirm({ title: t("tokens.revoke.title", { name: token.name }), body: t("tokens.revoke.body"), verb: t("tokens.revoke"), run: () => void revoke(token) })}
            >{t("tokens.revoke")}</Button>
          </li>
        ))}
      </ul>
      {list.length === 0 && !adding && <p class="meta pad">{t("tokens.none")}</p>}
      {adding ? (
        <NewToken
          scopes={scopes} close={() => setAdding(false)}
          done={(token) => {
            setMade(token);
            setList((now) => [token, ...now]);
            setAdding(false);
          }}
        />
      ) : (
        <div class="pad"><Button icon="plus" onClick={() => setAdding(true)}>{t("tokens.new")}</Button></div>
      )}
    </section>
  );
}

function whatFor(token: PersonalToken, scopes: Scope[]): string {
  if (token.scopes.includes("*")) return t("tokens.scopes.all");
  if (readScopes(scopes).length === token.scopes.length && token.scopes.every((scope) => scope.endsWith(".read"))) return t("tokens.scopes.read");
  return t("tokens.scopes.count", { n: token.scopes.length });
}

function whereTo(token: PersonalToken): string {
  if (!token.projects) return t("tokens.projects.all");
  return token.projects.map((id) => projectList.peek().find((p) => p.id === id)?.key ?? "…").join(", ");
}

function until(token: PersonalToken): string {
  if (!token.expiresAt) return t("tokens.forever");
  const at = new Date(token.expiresAt);
  return at.getTime() < Date.now() ? t("tokens.expired", { at: dateWords(at) }) : t("tokens.until", { at: dateWords(at) });
}

const readScopes = (scopes: Scope[]) => scopes.filter(({ scope }) => scope.endsWith(".read")).map(({ scope }) => scope);

function MadeToken({ token }: { token: string }) {
  return (
    <div class="madelink" role="status">
      <b>{t("tokens.made")}</b>
      <div class="row">
        <input class="in mono" readOnly aria-label={t("tokens.title")} value={token} onFocus={(e) => e.currentTarget.select()} />
        <Button icon="copy" onClick={() => void copy(token).then((ok) => toast({ words: ok ? t("tokens.copied") : t("copy.failed", { text: "" }) }))}>{t("tokens.copy")}</Button>
      </div>
    </div>
  );
}

const DAYS = ["30", "90", "365", "never"] as const;
const WHAT = ["all", "read", "some"] as const;

function NewToken({ scopes, done, close }: { scopes: Scope[]; done: (token: PersonalToken) => void; close: () => void }) {
  const [name, setName] = useState("");
  const [what, setWhat] = useState<(typeof WHAT)[number]>("read");
  const [chosen, setChosen] = useState<string[]>([]);
  const [where, setWhere] = useState<"all" | "some">("all");
  const [projects, setProjects] = useState<Id[]>([]);
  const [days, setDays] = useState<(typeof DAYS)[number]>("90");
  const [tried, setTried] = useState(false);
  const { working, problem, run } = useAction();
  const toggle = (list: string[], one: string) => (list.includes(one) ? list.filter((other) => other !== one) : [...list, one]);
  const lacksScope = what === "some" && chosen.length === 0;
  const lacksProject = where === "some" && projects.length === 0;
  const submit = () => {
    setTried(true);
    if (lacksScope || lacksProject) return;
    void run(async () => {
      const { data } = await calls.makeToken({
        name: name.trim(), organisation: orgId.peek(), scopes: what === "all" ? ["*"] : what === "read" ? readScopes(scopes) : chosen,
        ...(where === "some" ? { projects } : {}), ...(days === "never" ? {} : { expiresAt: new Date(Date.now() + Number(days) * 86_400_000).toISOString() }),
      });
      done(data);
    });
  };
  return (
    <form
      class="newproject newtoken" aria-label={t("tokens.new")}
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        e.stopPropagation();
        close();
      }}
    >
      <Field label={t("tokens.name")} required autofocus dir="auto" maxLength={100} value={name} placeholder={t("tokens.name.example")} error={problem?.of("name")} onInput={(e) => setName(e.currentTarget.value)} />
      <SelectField label={t("tokens.scopes")} value={what} options={WHAT.map((v) => [v, t(`tokens.scopes.${v}` as Message)] as const)} error={(tried && lacksScope && t("tokens.scopes.choose")) || problem?.of("scopes")} onPick={(v) => setWhat(v as (typeof WHAT)[number])} />
      {what === "some" && (
        <fieldset class="checks">
          <legend class="vh">{t("tokens.scopes")}</legend>
          {scopes.map(({ scope, words }) => <label class="row" key={scope}><input type="checkbox" checked={chosen.includes(scope)} onChange={() => setChosen(toggle(chosen, scope))} /><span>{words} <code>{scope}</code></span></label>)}
        </fieldset>
      )}
      <SelectField label={t("tokens.projects")} value={where} options={[["all", t("tokens.projects.all")], ["some", t("tokens.projects.some")]]} error={(tried && lacksProject && t("tokens.projects.choose")) || problem?.of("projects")} onPick={(v) => setWhere(v as "all" | "some")} />
      {where === "some" && (
        <fieldset class="checks">
          <legend class="vh">{t("tokens.projects")}</legend>
          {projectList.value.map((p) => <label class="row" key={p.id}><input type="checkbox" checked={projects.includes(p.id)} onChange={() => setProjects(toggle(projects, p.id))} /><span dir="auto">{p.name}</span></label>)}
        </fieldset>
      )}
      <SelectField label={t("tokens.expires")} value={days} options={DAYS.map((v) => [v, t(`tokens.expires.${v}` as Message)] as const)} error={problem?.of("expiresAt")} onPick={(v) => setDays(v as (typeof DAYS)[number])} />
      {problem && problem.errors.length === 0 && <FieldError text={`${t("tokens.notMade")}: ${sentence(problem)}`} />}
      <div class="row">
        <Button kind="primary" type="submit" working={working}>{t("tokens.create")}</Button>
        <Button kind="quiet" onClick={close}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
