// A picker: a list that typing filters, for one value or several.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../text/text";
import { Icon } from "./icon";
import { closePopup, openPopup } from "./popup";

export interface Choice {
  id: string;
  label: string;
  mark?: ComponentChildren;
}

interface PickerProps {
  label: string;
  choices: Choice[];
  chosen: string[];
  /** Several may be chosen; the list stays open and each press is a change. */
  many?: boolean;
  onPick: (chosen: string[]) => void;
  /** Offered when nothing is called what was typed. */
  onCreate?: (name: string) => void;
}

export function openPicker(anchor: HTMLElement, props: PickerProps): void {
  openPopup(anchor, () => <Picker {...props} />);
}

/** What begins with the letters, then what has a word that does, then the rest that has them. */
function bestFirst(choices: Choice[], needle: string): Choice[] {
  const grade = ({ label }: Choice) => {
    const at = label.toLowerCase().indexOf(needle);
    return at < 0 ? 3 : at === 0 ? 0 : ` ${label.toLowerCase()}`.includes(` ${needle}`) ? 1 : 2;
  };
  return choices.filter((c) => grade(c) < 3).sort((a, b) => grade(a) - grade(b));
}

export function Picker({ label, choices, chosen: initial, many, onPick, onCreate }: PickerProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState(initial);
  const list = useRef<HTMLDivElement>(null);
  const needle = typed.trim().toLowerCase();
  const found = needle ? bestFirst(choices, needle) : choices;
  const creatable = onCreate && needle && !choices.some((c) => c.label.toLowerCase() === needle);
  const rows = found.length + (creatable ? 1 : 0);

  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [active, typed]);

  const pick = (at: number) => {
    const choice = found[at];
    if (!choice) {
      if (creatable) {
        onCreate(typed.trim());
        closePopup();
      }
      return;
    }
    if (!many) {
      closePopup();
      onPick([choice.id]);
      return;
    }
    const next = chosen.includes(choice.id) ? chosen.filter((c) => c !== choice.id) : [...chosen, choice.id];
    setChosen(next);
    onPick(next);
  };

  return (
    <div class="menu picker">
      <div class="find">
        <Icon name="search" small />
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={rows > 0 ? `${id}-${active}` : undefined}
          aria-label={label}
          placeholder={label}
          value={typed}
          onInput={(e) => {
            setTyped(e.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={(e) => {
            if (e.key === "ArrowDown") setActive(Math.min(active + 1, rows - 1));
            else if (e.key === "ArrowUp") setActive(Math.max(active - 1, 0));
            else if (e.key === "Enter") pick(active);
            else return;
            e.preventDefault();
          }}
        />
      </div>
      <div role="listbox" id={`${id}-list`} aria-label={label} aria-multiselectable={many || undefined} ref={list}>
        {found.map((choice, i) => (
          <div
            key={choice.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={chosen.includes(choice.id)}
            data-active={i === active || undefined}
            class={`mi${i === active ? " is-active" : ""}`}
            onPointerMove={() => setActive(i)}
            onClick={() => pick(i)}
          >
            {many && <span class={`check${chosen.includes(choice.id) ? " on" : ""}`} aria-hidden="true"><Icon name="check" /></span>}
            {choice.mark}
            <span class="cut" dir="auto">{choice.label}</span>
            {!many && chosen.includes(choice.id) && <span class="end"><Icon name="check" small /></span>}
          </div>
        ))}
        {creatable && (
          <div
            id={`${id}-${found.length}`}
            role="option"
            aria-selected="false"
            data-active={active === found.length || undefined}
            class={`mi${active === found.length ? " is-active" : ""}`}
            onPointerMove={() => setActive(found.length)}
            onClick={() => pick(found.length)}
          >
            <Icon name="plus" small />
            <span class="cut" dir="auto">{t("picker.create", { name: typed.trim() })}</span>
          </div>
        )}
      </div>
      {rows === 0 && <div class="cap">{t("picker.nothing")}</div>}
    </div>
  );
}
