// Whole-page states: loading, and what went wrong with what is kept.

import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { t } from "../text/text";
import { Button } from "./button";
import { Icon } from "./icon";

export function Bars({ count = 3 }: { count?: number }) {
  return (
    <div class="bars" role="status" aria-label={t("loading")}>
      {Array.from({ length: count }, (_, i) => <span key={i} class={`sk s${[55, 85, 40][i % 3]}`} />)}
    </div>
  );
}

export function ErrorPage({ code, title, body, action, requestId }: { code: string; title: string; body: string; action: ComponentChildren; requestId?: string }) {
  return (
    <div class="errp">
      <span class="meta">{code}</span>
      <h1>{title}</h1>
      <p class="mid">{body}</p>
      <div class="row">{action}</div>
      {requestId && <span class="meta">{t("problem.request", { id: requestId })}</span>}
    </div>
  );
}

export function ProblemPage({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const missing = problem.status === 404 || problem.status === 403;
  const again = retry && <Button kind="primary" onClick={retry}>{t("problem.again")}</Button>;
  const home = <a class="btn" href="/">{t("problem.home")}</a>;
  if (problem.unreached) return <ErrorPage code={t("problem.offline.code")} title={t("problem.offline.title")} body={t("problem.offline.body")} action={again ?? home} />;
  if (missing) return <ErrorPage code={String(problem.status)} title={t("problem.missing.title")} body={t("problem.missing.body")} action={home} requestId={problem.requestId} />;
  return <ErrorPage code={String(problem.status)} title={t("problem.server.title")} body={problem.detail || t("problem.server.body")} action={again ?? home} requestId={problem.requestId} />;
}

export function Note({ kind, icon, children }: { kind?: "warn" | "bad"; icon?: string; children: ComponentChildren }) {
  return (
    <div class={`note ${kind ?? ""}`} role={kind === "bad" ? "alert" : undefined}>
      {icon && <Icon name={icon} small />}
      <div>{children}</div>
    </div>
  );
}
