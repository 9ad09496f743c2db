// Building a filter: "f", a few letters, Enter. It comes when the first chip is
// made or shown.

import { Icon } from "../kit/icon";
import { openMenu } from "../kit/menu";
import { type Choice, openPicker } from "../kit/picker";
import { addSheet } from "../kit/sheet";
import sheet from "../css/filter.css" with { type: "text" };
import { list } from "../text/en/list";
import { addTexts, t } from "../text/text";
import { changeView, type Clause, FIELDS, type FilterField, setClause, view, withClause } from "./filter";
import { fieldWords, relationWords, valueChoices, valueWords } from "./filter-values";

addTexts(list);
addSheet(sheet);

/** Which field? What is typed may also be a value: "ada", "bug"; "!bug" is none of them. */
export function openBuilder(anchor: HTMLElement): void {
  openPicker(anchor, {
    label: t("filter.by"), chosen: [], choices: offered,
    onPick: ([id = ""]) => {
      const [field, value, not] = id.split("\n") as [FilterField, string?, string?];
      if (value === undefined) openValues(anchor, { field, not: false, values: known(field, false) });
      else keep({ field, not: not === "not", values: [...new Set([...known(field, not === "not"), value])] }, false);
    },
  });
}

const MOST = 12;

function offered(typed: string): Choice[] {
  const fields = FIELDS.map((field): Choice => ({ id: field, label: fieldWords(field) }));
  if (!typed) return fields;
  const negated = /^(!|-|not\s+)\s*(?=\S)/i.exec(typed);
  const needle = (negated ? typed.slice(negated[0].length) : typed).toLowerCase();
  const has = (text: string) => text.toLowerCase().startsWith(needle) || text.toLowerCase().includes(` ${needle}`);
  const grade = ({ label, also }: Choice) => (label.toLowerCase().startsWith(needle) || also?.startsWith(needle) ? 0 : 1);
  const values = FIELDS.flatMap((field) => {
    const choices = valueChoices(field, []);
    return (typeof choices === "function" ? (field === "due" ? choices(needle) : []) : choices)
      .filter((choice) => typeof choices === "function" || has(`${choice.label} ${choice.also ?? ""}`))
      .map((choice) => ({ field, choice, grade: grade(choice) }));
  });
  const rows = values.sort((a, b) => a.grade - b.grade).slice(0, MOST).map(({ field, choice }): Choice => ({
    id: `${field}\n${choice.id}\n${negated ? "not" : ""}`, mark: choice.mark,
    label: `${fieldWords(field)} ${relationWords({ field, not: negated !== null, values: [""] })} ${choice.label}`,
  }));
  return [...(negated ? [] : fields.filter(({ label }) => has(label))), ...rows];
}

const known = (field: FilterField, not: boolean): string[] => view.peek().clauses.find((clause) => clause.field === field && clause.not === not)?.values ?? [];

/** One chip says it: the clause takes the place of the one about the same. */
function keep(clause: Clause, replace: boolean): void {
  const now = view.peek();
  const at = now.clauses.findIndex((other) => other.field === clause.field && other.not === clause.not);
  changeView(withClause(now, at < 0 ? now.clauses.length : at, clause), { replace });
}

/** The values of a chip. Each press shows at once; together they are one step back. */
export function openValues(anchor: HTMLElement, { field, not, values }: Clause): void {
  let changed = false;
  openPicker(anchor, {
    label: fieldWords(field), many: true, chosen: values, choices: valueChoices(field, values),
    onPick: (chosen) => {
      keep({ field, not, values: chosen }, changed);
      changed = true;
    },
  });
}

/** The chips of the view, in the order in which they were made. */
export function FilterChips() {
  return <>{view.value.clauses.map((clause, at) => <Chip key={`${clause.field}${clause.not}`} clause={clause} at={at} />)}</>;
}

const SHOWN = 2;

function Chip({ clause, at }: { clause: Clause; at: number }) {
  const { field, not, values } = clause;
  const name = fieldWords(field);
  const words = values.map((value) => valueWords(field, value));
  const all = words.map(({ label }) => label).join(", ");
  return (
    <span class="fc" role="group" aria-label={`${name} ${relationWords(clause)} ${all}`}>
      <button type="button" aria-haspopup="menu" aria-label={t("filter.change.field", { field: name })} onClick={(e) => openFields(e.currentTarget, clause, at)}>{name}</button>
      <button type="button" class="o" aria-haspopup="menu" aria-label={t("filter.change.relation", { field: name, relation: relationWords(clause) })} onClick={(e) => openRelation(e.currentTarget, clause, at)}>{relationWords(clause)}</button>
      <button type="button" class="v" aria-haspopup="listbox" aria-label={t("filter.change.values", { field: name, values: all })} title={values.length > SHOWN ? all : undefined} onClick={(e) => openValues(e.currentTarget, { field, not, values })}>
        {words.slice(0, SHOWN).map(({ label, mark }, i) => (
          <span class="row" key={values[i]}>
            {mark}
            <span class="cut" dir="auto">{label}{i < Math.min(SHOWN, words.length) - 1 ? "," : ""}</span>
          </span>
        ))}
        {words.length > SHOWN && <span>+{words.length - SHOWN}</span>}
      </button>
      <button type="button" class="x" aria-label={t("filter.remove", { field: name })} title={t("filter.remove", { field: name })} onClick={() => remove(at)}><Icon name="x" small /></button>
    </span>
  );
}

/** The focus goes to the chip that takes the place, or to where one adds another. */
function remove(at: number): void {
  setClause(at, undefined);
  requestAnimationFrame(() => {
    const left = [...document.querySelectorAll<HTMLElement>(".fbar .fc > .x")];
    (left[Math.min(at, left.length - 1)] ?? document.querySelector<HTMLElement>("#filter-add"))?.focus();
  });
}

/** Another field keeps none of the values. */
function openFields(anchor: HTMLElement, clause: Clause, at: number): void {
  openMenu(anchor, t("filter.by"), FIELDS.map((field) => ({
    label: fieldWords(field), checked: field === clause.field, radio: true,
    run: () => {
      if (field === clause.field) return;
      setClause(at, undefined);
      openValues(document.querySelector<HTMLElement>("#filter-add") ?? anchor, { field, not: clause.not, values: known(field, clause.not) });
    },
  })));
}

function openRelation(anchor: HTMLElement, clause: Clause, at: number): void {
  openMenu(anchor, t("filter.relation"), [false, true].map((not) => ({
    label: relationWords({ ...clause, not }), checked: not === clause.not, radio: true,
    run: () => not !== clause.not && setClause(at, { ...clause, not }),
  })));
}
