// One's own page: name, looks, keys, where one is signed in, personal tokens.

import { useEffect, useState } from "preact/hooks";
import { account as calls } from "../api/calls";
import { asProblem } from "../api/problem";
import type { Density, SignedIn, Theme } from "../api/types";
import { setSingleKeys, singleKeys } from "../keys/keys";
import { toggleHelp } from "../keys/help";
import { Button } from "../kit/button";
import { Select } from "../kit/field";
import { toast, toastProblem } from "../kit/toast";
import { MenuButton } from "../org/frame";
import { account as texts } from "../text/en/account";
import { moment } from "../text/dates";
import { addTexts, t, type Message } from "../text/text";
import { passwordOpen } from "./profile";
import { changeMe, session } from "./session";
import { Tokens } from "./tokens";

addTexts(texts);

const THEMES: Theme[] = ["system", "light", "dark"];
const DENSITIES: Density[] = ["comfortable", "compact"];
const SPOKEN = ["system", "en", "de"] as const;

export function AccountScreen() {
  const user = session.value?.user;
  if (!user) return null;
  return (
    <>
      <header class="top"><MenuButton /><h1>{t("me.title")}</h1></header>
      <div class="page">
        <section class="block" aria-labelledby="me-title">
          <div class="bh"><h2 id="me-title" dir="auto">{user.name}</h2></div>
          <dl class="setlist">
            <NameRow name={user.name} />
            <div class="setrow"><dt>{t("me.email")}</dt><dd>{user.email}</dd></div>
          </dl>
        </section>
        <section class="block" aria-labelledby="looks-title">
          <div class="bh"><h2 id="looks-title">{t("me.looks")}</h2></div>
          <dl class="setlist">
            <Choice label={t("profile.theme")} value={user.theme} options={THEMES.map((v) => [v, t(`theme.${v}` as Message)] as const)} pick={(theme) => void changeMe({ theme: theme as Theme })} />
            <Choice label={t("profile.density")} value={user.density} options={DENSITIES.map((v) => [v, t(`density.${v}` as Message)] as const)} pick={(density) => void changeMe({ density: density as Density })} />
            <Choice label={t("profile.language")} value={user.language ?? "system"} options={SPOKEN.map((v) => [v, t(`language.${v}` as Message)] as const)} pick={(language) => void changeMe({ language: language as (typeof SPOKEN)[number] })} />
            <div class="setrow">
              <dt>{t("me.keys.single")}</dt>
              <dd>
                <label class="row"><input type="checkbox" checked={singleKeys.value} onChange={(e) => setSingleKeys(e.currentTarget.checked)} />{t("me.keys.single.body")}</label>
                <span><Button kind="quiet" icon="keyboard" onClick={toggleHelp}>{t("me.keys.show")}</Button></span>
              </dd>
            </div>
          </dl>
        </section>
        <section class="block" aria-labelledby="security-title">
          <div class="bh"><h2 id="security-title">{t("me.security")}</h2></div>
          <div class="wr"><span class="mid">{t("me.password.body")}</span><span class="sp" /><Button onClick={() => (passwordOpen.value = true)}>{t("password.change")}</Button></div>
        </section>
        <Sessions />
        <Tokens />
      </div>
    </>
  );
}

function Choice({ label, value, options, pick }: { label: string; value: string; options: readonly (readonly [string, string])[]; pick: (value: string) => void }) {
  return <div class="setrow"><dt>{label}</dt><dd><Select label={label} value={value} options={options} onPick={pick} /></dd></div>;
}

function NameRow({ name }: { name: string }) {
  const [typed, setTyped] = useState<string | undefined>();
  const save = () => {
    const next = typed?.trim();
    setTyped(undefined);
    if (next && next !== name) void changeMe({ name: next }).then(() => session.peek()?.user.name === next && toast({ words: t("me.named", { name: next }) }));
  };
  return (
    <div class="setrow">
      <dt>{t("me.name")}</dt>
      <dd>
        <input
          class="in quietly" dir="auto" autocomplete="name" maxLength={100} aria-label={t("me.name")} aria-describedby="me-name-hint" value={typed ?? name}
          onInput={(e) => setTyped(e.currentTarget.value)} onBlur={save}
          onKeyDown={(e) => {
            if (e.key === "Enter") e.currentTarget.blur();
            if (e.key !== "Escape") return;
            e.stopPropagation();
            setTyped(undefined);
          }}
        />
        <span class="meta" id="me-name-hint">{t("me.name.hint")}</span>
      </dd>
    </div>
  );
}

function Sessions() {
  const [list, setList] = useState<SignedIn[]>([]);
  const load = () => {
    calls.sessions().then(setList, (error) => toastProblem(t("sessions.notLoaded"), asProblem(error), load));
  };
  useEffect(load, []);
  const end = async (one: SignedIn) => {
    try {
      await calls.endSession(one.id);
      setList((now) => now.filter((other) => other.id !== one.id));
      toast({ words: t("sessions.ended", { agent: one.agent || t("sessions.unknown") }) });
    } catch (error) {
      toastProblem(t("sessions.notEnded"), asProblem(error), () => void end(one));
    }
  };
  if (list.length === 0) return null;
  return (
    <section class="block" aria-labelledby="sessions-title">
      <div class="bh"><h2 id="sessions-title">{t("sessions.title")}</h2></div>
      <ul>
        {list.map((one) => (
          <li class="wr" key={one.id}>
            <span class="who2">
              <span class="strong cut">{one.agent || t("sessions.unknown")}</span>
              <span class="meta">{one.current ? t("sessions.here") : t("sessions.used", { at: moment(one.lastUsedAt) })}, {t("sessions.since", { at: moment(one.createdAt) })}</span>
            </span>
            <span class="sp" />
            {!one.current && <Button aria-label={t("sessions.end.of", { agent: one.agent || t("sessions.unknown") })} onClick={() => void end(one)}>{t("sessions.end")}</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
