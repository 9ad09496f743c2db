// The first tasks of a file as they would be.

import type { ImportField, Project } from "../api/types";
import { memberById } from "../org/org";
import { t, type Message } from "../text/text";

export const FIELDS: ImportField[] = ["", "key", "title", "description", "points", "status", "type", "priority", "assignee", "labels", "due", "createdAt"];

const isField = (field: string): field is ImportField => (FIELDS as string[]).includes(field);
export const fieldName = (field: string) => (field && isField(field) ? t(`import.field.${field}` as Message) : field);

/** What the server calls a field of its preview where it is not the name of the column's field. */
const VALUES: Partial<Record<ImportField, string>> = { assignee: "assignees" };

export function Preview({ rows, project: now }: { rows: Record<string, unknown>[]; project: Project }) {
  const say = (field: ImportField, row: Record<string, unknown>) => {
    const value = row[VALUES[field] ?? field];
    if (value === null || value === undefined || value === "") return "";
    if (field === "status") return now.statuses.find((s) => s.id === value)?.name ?? String(value);
    if (field === "type") return t(`type.${String(value)}` as Message) || String(value);
    if (field === "priority") return t(`priority.${String(value)}` as Message) || String(value);
    if (field === "assignee") return (value as string[]).map((id) => memberById(id)?.name ?? id).join(", ");
    if (field === "description") return plain(String(value));
    return Array.isArray(value) ? value.join(", ") : String(value);
  };
  const fields = FIELDS.filter((field) => field && rows.some((row) => say(field, row) !== ""));
  if (fields.length === 0) return null;
  return (
    <>
      <h3 class="sub">{t("import.preview")}</h3>
      <div class="scrolls" tabIndex={0} role="region" aria-label={t("import.preview")}>
        <table class="dt">
          <thead><tr>{fields.map((field) => <th scope="col" key={field} class={field === "points" ? "num" : ""}>{fieldName(field)}</th>)}</tr></thead>
          <tbody>{rows.map((row, i) => <tr key={i}>{fields.map((field) => <td key={field} class={field === "points" ? "num" : field === "title" ? "grow" : ""} dir="auto"><span class={field === "description" ? "cut excerpt" : ""}>{say(field, row)}</span></td>)}</tr>)}</tbody>
        </table>
      </div>
    </>
  );
}

/** The words of a description, without its markup. A parsed document runs and fetches nothing. */
function plain(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").body.textContent?.replace(/\s+/g, " ").trim() ?? "";
}
