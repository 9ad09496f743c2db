// Which column is what. Each choice is told to the server, which answers with
// the first tasks as they would be.

import { useEffect, useRef, useState } from "preact/hooks";
import { imports } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Id, Import, ImportField, Project } from "../api/types";
import { sentence, useAction } from "../identity/form";
import { Button } from "../kit/button";
import { FieldError, Select, SelectField } from "../kit/field";
import { orgId } from "../org/org";
import { t, type Message } from "../text/text";
import { FIELDS, Preview } from "./preview";
import { recall, remember } from "./remembered";

const fieldOptions = () => FIELDS.map((field) => [field, t(`import.field.${field || "none"}` as Message)] as const);
const MARKUPS = ["plain", "markdown", "jira"] as const;

export interface StepProps {
  project: Project;
  document: Import;
  put: (data: Import) => void;
  restart: () => void;
}

export function Mapping({ project: now, document, put, restart }: StepProps) {
  const [columns, setColumns] = useState<Record<string, ImportField>>(() => recall(document)?.columns ?? Object.fromEntries(document.columns.map((c) => [c.name, c.field])));
  const [markup, setMarkup] = useState(recall(document)?.markup ?? (document.markup || "plain"));
  const [status, setStatus] = useState(now.statuses[0]?.id ?? "");
  const [statuses, setStatuses] = useState(document.statuses ?? {});
  const { working, problem, run } = useAction();
  const titled = Object.values(columns).includes("title");
  const foreign = foreignPrefix(document, columns, now.key);
  const asked = Object.values(columns).includes("status") ? Object.keys(statuses) : [];
  const map = async () => put((await imports.map(orgId.peek(), now.id, document.id, { columns, markup, status, statuses, ...(foreign ? { prefix: foreign } : {}) })).data);
  const [refused, setRefused] = useState<Problem | undefined>();
  const fault = problem ?? refused;
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  // Each choice is told to the server, one after the other: it answers with the first tasks as they would be.
  useEffect(() => {
    if (!titled) return;
    turn.current = turn.current.then(map).then(() => setRefused(undefined), (error) => setRefused(asProblem(error)));
  }, [columns, markup, status, statuses]);
  const check = async () => {
    await turn.current;
    await run(async () => {
      await map();
      remember(document, columns, markup);
      put((await imports.check(orgId.peek(), now.id, document.id)).data);
    });
  };
  return (
    <section class="block">
      <h2 class="big">{t("import.map.title")}</h2>
      <p class="mid">{t("import.map.read", { file: document.filename, rows: document.rows, encoding: document.encoding.toUpperCase(), delimiter: delimiterName(document.delimiter) })}</p>
      <div class="scrolls" tabIndex={0} role="region" aria-label={t("import.map.title")}>
        <table class="dt">
          <thead><tr><th scope="col">{t("import.map.column")}</th><th scope="col">{t("import.map.becomes")}</th><th scope="col">{t("import.map.samples")}</th></tr></thead>
          <tbody>
            {document.columns.map((column) => (
              <tr key={column.name} class={columns[column.name] ? "" : "unused"}>
                <th scope="row" class="mono" dir="auto">{column.name}</th>
                <td><Select label={t("import.map.field", { column: column.name })} value={columns[column.name] ?? ""} options={fieldOptions()} onPick={(field) => setColumns(only(columns, column.name, field as ImportField))} /></td>
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
      {asked.length > 0 && <Statuses project={now} names={asked} chosen={statuses} onChoose={(name, id) => setStatuses({ ...statuses, [name]: id })} />}
      {foreign && <p class="meta">{t("import.map.prefix", { from: `${foreign}-12`, to: `${now.key}-12` })}</p>}
      {!titled && <FieldError text={t("import.map.noTitle")} />}
      {fault && <FieldError text={fault.errors[0]?.detail ?? sentence(fault)} />}
      {titled && <Preview rows={document.preview ?? []} project={now} />}
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

/** The project that all keys of the file belong to, if it is not this one; "" else. */
function foreignPrefix(document: Import, columns: Record<string, ImportField>, key: string): string {
  const column = document.columns.find((c) => columns[c.name] === "key");
  const prefixes = new Set(column?.samples.filter(Boolean).map((sample) => /^(.+)-\d+$/.exec(sample.trim())?.[1]?.toUpperCase() ?? ""));
  const [prefix = ""] = prefixes;
  return prefixes.size === 1 && prefix !== key ? prefix : "";
}

/** Statuses of the file by name, and which of ours each is. */
function Statuses({ project: now, names, chosen, onChoose }: { project: Project; names: string[]; chosen: Record<string, Id>; onChoose: (name: string, id: Id) => void }) {
  const same = (name: string) => now.statuses.find((s) => s.name.trim().toLowerCase() === name.trim().toLowerCase())?.id ?? "";
  const options = [["", t("import.map.unsaid")] as const, ...now.statuses.map((s) => [s.id, s.name] as const)];
  return (
    <>
      <h3 class="sub">{t("import.map.statuses")}</h3>
      <table class="dt pairs">
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row" dir="auto">{name}</th>
              <td><Select label={t("import.map.statusIs", { name })} value={chosen[name] || same(name)} options={options} onPick={(id) => onChoose(name, id)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
