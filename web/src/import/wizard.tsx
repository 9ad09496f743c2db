// From a file to tasks: upload, say what the columns are, look, try, do. Nothing
// is written before the last step, and even that can be undone as one.

import { useEffect, useRef, useState } from "preact/hooks";
import { imports } from "../api/calls";
import { type Problem } from "../api/problem";
import type { Import, ImportField, Project, StatusGroup } from "../api/types";
import { sentence, useAction } from "../identity/form";
import { Button } from "../kit/button";
import { FieldError, Select, SelectField } from "../kit/field";
import { Icon, Tile } from "../kit/icon";
import { Note } from "../kit/state";
import { line, onReload, orgId } from "../org/org";
import { ProjectHead } from "../project/head";
import { mayManage, project, reloadBoard } from "../project/project";
import { tables } from "../records/records";
import { to } from "../routes";
import { number, t, type Message } from "../text/text";
import { undo } from "../work/commands";

const FIELDS: ImportField[] = ["", "key", "title", "description", "points", "status", "type", "priority", "assignee", "labels", "due", "createdAt"];
const fieldOptions = FIELDS.map((field) => [field, t(`import.field.${field || "none"}` as Message)] as const);
const MARKUPS = ["plain", "markdown", "jira"] as const;
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
  const [id, setId] = useState("");
  const document = id ? tables.import.get(id) : undefined;
  const put = (data: Import) => {
    tables.import.put(data);
    setId(data.id);
  };
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
      {!document && <Upload send={async (file) => put((await imports.upload(org, now.id, file)).data)} />}
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

interface StepProps {
  project: Project;
  document: Import;
  put: (data: Import) => void;
  restart: () => void;
}

function Mapping({ project: now, document, put, restart }: StepProps) {
  const [columns, setColumns] = useState<Record<string, ImportField>>(() => Object.fromEntries(document.columns.map((c) => [c.name, c.field])));
  const [markup, setMarkup] = useState<string>("plain");
  const [status, setStatus] = useState(now.statuses[0]?.id ?? "");
  const { working, problem, run } = useAction();
  const titled = Object.values(columns).includes("title");
  const check = () =>
    run(async () => {
      const org = orgId.peek();
      put((await imports.map(org, now.id, document.id, { columns, markup, status })).data);
      put((await imports.check(org, now.id, document.id)).data);
    });
  return (
    <section class="block">
      <h2 class="big">{t("import.map.title")}</h2>
      <p class="mid">{t("import.map.read", { file: document.filename, rows: document.rows, encoding: document.encoding, delimiter: delimiterName(document.delimiter) })}</p>
      <div class="scrolls" tabIndex={0} role="region" aria-label={t("import.map.title")}>
        <table class="dt">
          <thead><tr><th scope="col">{t("import.map.column")}</th><th scope="col">{t("import.map.becomes")}</th><th scope="col">{t("import.map.samples")}</th></tr></thead>
          <tbody>
            {document.columns.map((column) => (
              <tr key={column.name} class={columns[column.name] ? "" : "unused"}>
                <th scope="row" class="mono" dir="auto">{column.name}</th>
                <td><Select label={t("import.map.field", { column: column.name })} value={columns[column.name] ?? ""} options={fieldOptions} onPick={(field) => setColumns(only(columns, column.name, field as ImportField))} /></td>
                <td><ul class="samples">{column.samples.map((sample, i) => <li key={i} class="cut" dir="auto">{sample || t("import.map.blank")}</li>)}</ul></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="inline-form">
        <SelectField label={t("import.map.status")} value={status} options={now.statuses.map((s) => [s.id, s.name] as const)} onPick={setStatus} />
        <SelectField label={t("import.map.markup")} value={markup} options={MARKUPS.map((m) => [m, t(`import.markup.${m}` as Message)] as const)} onPick={setMarkup} />
      </div>
      {!titled && <FieldError text={t("import.map.noTitle")} />}
      {problem && <FieldError text={problem.errors[0]?.detail ?? sentence(problem)} />}
      <div class="row">
        <Button kind="primary" disabled={!titled} working={working} onClick={() => void check()}>{t("import.check.do")}</Button>
        <Button kind="quiet" onClick={restart}>{t("import.another")}</Button>
      </div>
    </section>
  );
}

/** A field is taken by one column; labels may come from several. */
function only(columns: Record<string, ImportField>, name: string, field: ImportField): Record<string, ImportField> {
  const next = { ...columns, [name]: field };
  if (field && field !== "labels") for (const other of Object.keys(next)) if (other !== name && next[other] === field) next[other] = "";
  return next;
}

function delimiterName(delimiter: string): string {
  const names: Record<string, Message> = { ",": "import.comma", ";": "import.semicolon", "\t": "import.tab", "|": "import.pipe" };
  const name = names[delimiter];
  return name ? t(name) : delimiter;
}

function Check({ project: now, document, put, restart }: StepProps) {
  const { working, problem, run } = useAction();
  const faults = document.faults ?? [];
  const preview = document.preview ?? [];
  const good = document.rows - new Set(faults.map((fault) => fault.line)).size;
  const some = document.faultCount > 0;
  const start = () => run(async () => put((await imports.start(orgId.peek(), now.id, document.id, some)).data));
  const fields = [...new Set(preview.flatMap((row) => Object.keys(row)))].filter((field) => field !== "description").slice(0, 6);
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
      {preview.length > 0 && (
        <>
          <h3 class="sub">{t("import.preview")}</h3>
          <div class="scrolls" tabIndex={0} role="region" aria-label={t("import.preview")}>
            <table class="dt">
              <thead><tr>{fields.map((field) => <th scope="col" key={field}>{fieldName(field)}</th>)}</tr></thead>
              <tbody>{preview.map((row, i) => <tr key={i}>{fields.map((field) => <td key={field} class={field === "title" ? "grow" : ""} dir="auto">{shown(row[field])}</td>)}</tr>)}</tbody>
            </table>
          </div>
        </>
      )}
      {problem && <FieldError text={problem.errors[0]?.detail ?? sentence(problem)} />}
      <div class="row">
        <Button kind="primary" working={working} disabled={good === 0} onClick={() => void start()}>{some ? t("import.start.some", { n: good }) : t("import.start", { n: document.rows })}</Button>
        <Button kind="quiet" onClick={() => put({ ...document, state: "mapping" })}>{t("import.back")}</Button>
        <Button kind="quiet" onClick={restart}>{t("import.another")}</Button>
      </div>
    </section>
  );
}

const isField = (field: string): field is ImportField => (FIELDS as string[]).includes(field);
const fieldName = (field: string) => (field && isField(field) ? t(`import.field.${field}` as Message) : field);
const shown = (value: unknown) => (value === null || value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value));

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
      <div class="bar" role="progressbar" aria-label={t("import.progress")} aria-valuemin={0} aria-valuemax={rows} aria-valuenow={done} aria-valuetext={t("import.of", { done, rows })}><i ref={bar} /></div>
      <div class="row meta">
        <span role="status">{t("import.of", { done, rows })}</span>
        <span class="sp" />
        {document.skipped > 0 && <span>{t("import.skipped", { n: document.skipped })}</span>}
      </div>
      {state === "failed" && <Note kind="bad" icon="triangle-alert">{document.faults?.[0]?.detail ?? t("import.failed.body")}</Note>}
      <div class="row">
        <a class={`btn${state === "running" ? "" : " pri"}`} href={to.board(orgId.value, now.key)}>{t("import.toBoard")}</a>
        {state === "done" && document.op && <Button icon="undo-2" onClick={() => void undo(document.op)}>{t("import.undo")}</Button>}
        {state !== "running" && <Button kind="quiet" onClick={restart}>{t("import.another")}</Button>}
      </div>
      {state === "running" && <p class="meta">{t("import.leave")}</p>}
    </section>
  );
}
