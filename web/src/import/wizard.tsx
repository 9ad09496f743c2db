// From a file to tasks: upload, say what the columns are, look, try, do. Nothing
// is written before the last step, and even that can be undone as one.

import { useEffect, useRef, useState } from "preact/hooks";
import { imports } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Import, Project, StatusGroup } from "../api/types";
import { sentence, useAction } from "../identity/form";
import { Button } from "../kit/button";
import { FieldError } from "../kit/field";
import { Icon, Tile } from "../kit/icon";
import { Bars, Note, ProblemPage } from "../kit/state";
import { line, onReload, orgId } from "../org/org";
import { ProjectHead } from "../project/head";
import { mayManage, project, reloadBoard } from "../project/project";
import { tables } from "../records/records";
import { go, query, to } from "../routes";
import { number, t, type Message } from "../text/text";
import { undo } from "../work/commands";
import { Mapping, type StepProps } from "./mapping";
import { fieldName, Preview } from "./preview";

const STEPS = ["upload", "map", "check", "run"] as const;
type Step = (typeof STEPS)[number];

export function ImportScreen() {
  const now = project.value;
  if (!now) return null;
  return (
    <>
      <ProjectHead project={now} at="import" />
      <div class="page">{mayManage.value ? <Wizard key={now.id} project={now} /> : <p class="mid">{t("import.notAllowed")}</p>}</div>
    </>
  );
}

function Wizard({ project: now }: { project: Project }) {
  const org = orgId.value;
  // In the address, so that a reload, or a way back to this page, finds the import again.
  const id = new URLSearchParams(query.value).get("id") ?? "";
  const setId = (next: string) => go(to.import(org, now.key) + (next && `?id=${next}`));
  const document = id ? tables.import.get(id) : undefined;
  const [problem, setProblem] = useState<Problem | undefined>();
  const put = (data: Import) => {
    tables.import.put(data);
    if (data.id !== id) setId(data.id);
  };
  const find = () => {
    setProblem(undefined);
    if (id && !tables.import.peek(id)) imports.get(org, now.id, id).then(({ data }) => tables.import.put(data), (error) => setProblem(asProblem(error)));
  };
  useEffect(find, [id]);
  useProgress(now, document, put);
  const step: Step = !document ? "upload" : document.state === "mapping" ? "map" : document.state === "checked" ? "check" : "run";

  return (
    <div class="import">
      <ol class="isteps" aria-label={t("import.steps")}>
        {STEPS.map((name) => (
          <li key={name} aria-current={name === step ? "step" : undefined} class={name === step ? "on" : ""}>
            <Tile group={tileOf(name, step, document)} />
            {t(`import.step.${name}` as Message)}
          </li>
        ))}
      </ol>
      {id && !document && (problem ? <ProblemPage problem={problem} retry={find} /> : <Bars />)}
      {!id && <Upload send={async (file) => put((await imports.upload(org, now.id, file)).data)} />}
      {document && step === "map" && <Mapping key={document.id} project={now} document={document} put={put} restart={() => setId("")} />}
      {document && step === "check" && <Check project={now} document={document} put={put} restart={() => setId("")} />}
      {document && step === "run" && <Run project={now} document={document} restart={() => setId("")} />}
    </div>
  );
}

function tileOf(name: Step, at: Step, document: Import | undefined): StatusGroup {
  const [mine, now] = [STEPS.indexOf(name), STEPS.indexOf(at)];
  if (mine < now || document?.state === "done") return "done";
  return mine === now ? "doing" : "ready";
}

/** The stream tells how far it is; while it does not, the import is asked. */
function useProgress(now: Project, document: Import | undefined, put: (data: Import) => void): void {
  const running = document?.state === "running";
  const id = document?.id ?? "";
  useEffect(() => {
    if (!running) return;
    const look = () => void imports.get(orgId.peek(), now.id, id).then(({ data }) => put(data), () => {});
    const timer = setInterval(look, line.peek() === "live" ? 2000 : 1000);
    const stop = onReload(look);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [running, id]);
}

function Upload({ send }: { send: (file: File) => Promise<void> }) {
  const field = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { working, problem, run } = useAction();
  const take = (file: File | undefined) => file && void run(() => send(file));
  return (
    <section class="block">
      <h2 class="big">{t("import.upload.title")}</h2>
      <p class="mid">{t("import.upload.body")}</p>
      <div
        class={`dropzone${over ? " over" : ""}`}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => {
          e.preventDefault();
          setOver(false);
          take(e.dataTransfer?.files[0]);
        }}
      >
        <Icon name="file-up" />
        <span>{t("import.upload.drop")}</span>
        <Button kind="primary" working={working} onClick={() => field.current?.click()}>{t("import.upload.choose")}</Button>
        <input ref={field} class="vh" type="file" accept=".csv,.tsv,.txt,text/csv" tabIndex={-1} aria-label={t("import.upload.choose")} onChange={(e) => take(e.currentTarget.files?.[0])} />
      </div>
      {problem && <FieldError text={uploadFault(problem)} />}
      <p class="meta">{t("import.upload.hint")}</p>
    </section>
  );
}

const uploadFault = (problem: Problem) => (problem.status === 413 ? t("import.upload.tooLarge") : sentence(problem));

function Check({ project: now, document, put, restart }: StepProps) {
  const { working, problem, run } = useAction();
  const faults = document.faults ?? [];
  const preview = document.preview ?? [];
  const good = document.rows - (document.faulty ?? 0);
  const some = document.faultCount > 0;
  const start = () => run(async () => put((await imports.start(orgId.peek(), now.id, document.id, some)).data));
  return (
    <section class="block">
      <h2 class="big">{some ? t("import.check.faulty", { n: document.faultCount }) : t("import.check.fine", { n: document.rows })}</h2>
      <p class="mid">{t("import.check.body")}</p>
      {some && (
        <div class="scrolls faults" tabIndex={0} role="region" aria-label={t("import.faults")}>
          <table class="dt">
            <thead><tr><th scope="col" class="num">{t("import.fault.line")}</th><th scope="col">{t("import.fault.field")}</th><th scope="col">{t("import.fault.detail")}</th></tr></thead>
            <tbody>{faults.map((fault, i) => <tr key={i}><td class="num">{number(fault.line)}</td><td>{fieldName(fault.field)}</td><td dir="auto">{fault.detail}</td></tr>)}</tbody>
          </table>
        </div>
      )}
      {document.faultCount > faults.length && faults.length > 0 && <p class="meta">{t("import.faults.more", { n: document.faultCount - faults.length })}</p>}
      <Preview rows={preview} project={now} />
      {problem && <FieldError text={problem.errors[0]?.detail ?? sentence(problem)} />}
      <div class="row">
        <Button kind="primary" working={working} disabled={good === 0} onClick={() => void start()}>{some ? t("import.start.some", { n: good }) : t("import.start", { n: document.rows })}</Button>
        <Button kind="quiet" onClick={() => put({ ...document, state: "mapping" })}>{t("import.back")}</Button>
        <Button kind="quiet" onClick={restart}>{t("import.another")}</Button>
      </div>
    </section>
  );
}

function Run({ project: now, document, restart }: { project: Project; document: Import; restart: () => void }) {
  const { done, rows, state } = document;
  const title: Record<string, string> = {
    running: t("import.running"), done: t("import.done", { n: document.created }), failed: t("import.failed"), undone: t("import.undone"),
  };
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    if (bar.current) bar.current.style.width = `${rows ? (100 * done) / rows : 0}%`;
  }, [done, rows]);
  useEffect(() => {
    if (state !== "running" && line.peek() !== "live") reloadBoard();
  }, [state]);
  return (
    <section class="block">
      <h2 class="big">{title[state]}</h2>
      {state !== "undone" && (
        <>
          <div class="bar" role="progressbar" aria-label={t("import.progress")} aria-valuemin={0} aria-valuemax={rows} aria-valuenow={done} aria-valuetext={t("import.of", { done, rows })}><i ref={bar} /></div>
          <div class="row meta">
            <span role="status">{t("import.of", { done, rows })}</span>
            <span class="sp" />
            {document.skipped > 0 && <span>{t("import.skipped", { n: document.skipped })}</span>}
          </div>
        </>
      )}
      {state === "failed" && <Note kind="bad" icon="triangle-alert">{document.problem || t("import.failed.body")}</Note>}
      <div class="row">
        <a class={`btn${state === "running" ? "" : " pri"}`} href={to.board(orgId.value, now.key)}>{t("import.toBoard")}</a>
        {state === "done" && document.op && <Button icon="undo-2" onClick={() => void undo(document.op)}>{t("import.undo")}</Button>}
        {state !== "running" && <Button kind="quiet" onClick={restart}>{t("import.another")}</Button>}
      </div>
      {state === "running" && <p class="meta">{t("import.leave")}</p>}
    </section>
  );
}
