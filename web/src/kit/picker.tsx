// A picker: a list that typing filters, for one value or several. Digits choose
// while nothing is typed; Tab takes what was typed for and goes on to the next field.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../text/text";
import { Icon } from "./icon";
import { closePopup, openPopup } from "./popup";

export interface Choice {
  id: string;
  label: string;
  mark?: ComponentChildren;
  /** Dim, at the end of the row. */
  end?: string;
  /** Other words that find it. */
  also?: string;
}

export interface PickerProps {
  label: string;
  /** A function where what is offered follows from what is typed; it filters by itself. */
  choices: Choice[] | ((typed: string) => Choice[]);
  chosen: string[];
  /** Chosen by some of several things only. */
  some?: string[];
  /** Several may be chosen; the list stays open and each press is a change. */
  many?: boolean;
  /** What takes all away: "No labels". */
  none?: string;
  /** 1 to 9 choose a row. Not where the values are numbers. */
  digits?: boolean;
  /** What was typed before the list was open. */
  typed?: string;
  onPick: (chosen: string[]) => void;
  /** Offered when nothing is called what was typed. */
  onCreate?: (name: string) => void;
  /** The row that Enter would take, each time it is another. */
  onActive?: (id: string) => void;
  /** Tab was pressed: the picker has closed, and has taken the active row if something was typed. */
  onTab?: (back: boolean) => void;
  /** Ctrl+Enter, in a list of several. */
  onDone?: () => void;
  footer?: ComponentChildren;
  /** Where the focus goes afterwards, if not to the anchor. */
  back?: HTMLElement;
  /** Said where nothing is called what was typed. */
  nothing?: string;
}

export function openPicker(anchor: HTMLElement | DOMRect, props: PickerProps): void {
  openPopup(anchor, () => <Picker {...props} />, props.back);
}

const NONE = "\u0000none";

/** What begins with the letters, then what has a word that does, then the rest that has them. */
function bestFirst(choices: Choice[], needle: string): Choice[] {
  const grade = ({ label, also }: Choice) => {
    const text = `${label} ${also ?? ""}`.toLowerCase();
    const at = text.indexOf(needle);
    return at < 0 ? 3 : at === 0 ? 0 : ` ${text}`.includes(` ${needle}`) ? 1 : 2;
  };
  return choices.filter((c) => grade(c) < 3).sort((a, b) => grade(a) - grade(b));
}

export function Picker(props: PickerProps) {
  const { label, choices, many, none, digits, onPick, onCreate, onActive, onTab, onDone, footer } = props;
  const id = useId();
  const [typed, setTyped] = useState(props.typed ?? "");
  const [chosen, setChosen] = useState(props.chosen);
  const [some, setSome] = useState(props.some ?? []);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const needle = typed.trim().toLowerCase();
  const offered = typeof choices === "function" ? choices(typed.trim()) : none ? [{ id: NONE, label: none }, ...choices] : choices;
  const found = needle && typeof choices !== "function" ? bestFirst(offered, needle) : offered;
  const creatable = onCreate && needle && typeof choices !== "function" && !offered.some((c) => c.label.toLowerCase() === needle);
  const rows = found.length + (creatable ? 1 : 0);
  // One value: the keyboard begins at it.
  const [active, setActive] = useState(() => (many || props.typed ? 0 : Math.max(0, found.findIndex((c) => c.id === props.chosen[0]))));
  const isOn = (choice: Choice) => (choice.id === NONE ? chosen.length === 0 && some.length === 0 : chosen.includes(choice.id));

  useLayoutEffect(() => {
    const length = input.current!.value.length;
    input.current!.setSelectionRange(length, length);
  }, []);
  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
    const choice = found[active];
    onActive?.(choice ? (choice.id === NONE ? "" : choice.id) : "");
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
      onPick(choice.id === NONE ? [] : [choice.id]);
      return;
    }
    const next = choice.id === NONE ? [] : chosen.includes(choice.id) ? chosen.filter((c) => c !== choice.id) : [...chosen, choice.id];
    setChosen(next);
    setSome(choice.id === NONE ? [] : some.filter((c) => c !== choice.id));
    onPick(next);
    input.current?.select();
  };

  const onKeyDown = (e: KeyboardEvent) => {
    if (e.isComposing) return;
    const digit = digits && !typed && /^[1-9]$/.test(e.key) ? Number(e.key) - 1 : -1;
    if (e.key === "ArrowDown") setActive(Math.min(active + 1, rows - 1));
    else if (e.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (e.key === "PageDown") setActive(Math.min(active + 8, rows - 1));
    else if (e.key === "PageUp") setActive(Math.max(active - 8, 0));
    else if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && onDone) onDone();
    else if (e.key === "Enter") pick(active);
    else if (e.key === "Tab" && onTab) {
      if (needle && !many && rows > 0) pick(active);
      else closePopup();
      onTab(e.shiftKey);
    } else if (digit >= 0 && found[digit] && !e.ctrlKey && !e.metaKey && !e.altKey) pick(digit);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };

  return (
    <div class="menu picker">
      <div class="find">
        <Icon name="search" small />
        <input
          ref={input} data-autofocus role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-autocomplete="list"
          aria-activedescendant={rows > 0 ? `${id}-${active}` : undefined}
          aria-label={label} placeholder={label} value={typed} autocomplete="off" dir="auto" enterkeyhint="done"
          onInput={(e) => {
            setTyped(e.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div role="listbox" id={`${id}-list`} aria-label={label} aria-multiselectable={many || undefined} ref={list}>
        {found.map((choice, i) => {
          const on = isOn(choice);
          const partly = !on && some.includes(choice.id);
          return (
            <div
              key={choice.id} id={`${id}-${i}`} role="option" aria-selected={on} data-active={i === active || undefined}
              class={`mi${i === active ? " is-active" : ""}`} onPointerMove={() => setActive(i)} onClick={() => pick(i)}
            >
              {many && <span class={`check${on ? " on" : partly ? " some" : ""}`} aria-hidden="true">{(on || partly) && <Icon name={on ? "check" : "minus"} />}</span>}
              {choice.mark}
              <span class="cut" dir="auto">{choice.label}</span>
              {partly && <span class="vh">{t("picker.some")}</span>}
              {choice.end && <span class="end dim">{choice.end}</span>}
              {!many && on && <span class={choice.end ? "" : "end"}><Icon name="check" small /></span>}
              {digits && !needle && i < 9 && <kbd class="digit" aria-hidden="true">{i + 1}</kbd>}
            </div>
          );
        })}
        {creatable && (
          <div
            id={`${id}-${found.length}`} role="option" aria-selected="false" data-active={active === found.length || undefined}
            class={`mi${active === found.length ? " is-active" : ""}`} onPointerMove={() => setActive(found.length)} onClick={() => pick(found.length)}
          >
            <Icon name="plus" small />
            <span class="cut" dir="auto">{t("picker.create", { name: typed.trim() })}</span>
          </div>
        )}
      </div>
      {rows === 0 && <div class="cap" role="status">{props.nothing ?? t("picker.nothing")}</div>}
      {footer && <div class="pfoot">{footer}</div>}
    </div>
  );
}
