// A menu: rows that do something, with the key that does the same.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Icon } from "./icon";
import { closePopup, openPopup } from "./popup";

export interface MenuItem {
  label: string;
  mark?: ComponentChildren;
  icon?: string;
  keys?: string;
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  /** This letter runs it, while the menu is open. */
  letter?: string;
  /** Set where the item is one of several that exclude each other. */
  radio?: boolean;
  run?: () => void;
}

export type MenuRow = MenuItem | "rule" | { caption: string };

export function openMenu(anchor: HTMLElement | DOMRect, label: string, rows: MenuRow[]): void {
  openPopup(anchor, () => <Menu label={label} rows={rows} />);
}

export function Menu({ label, rows }: { label: string; rows: MenuRow[] }) {
  const list = useRef<HTMLDivElement>(null);
  const items = () => [...list.current!.querySelectorAll<HTMLElement>("[role^=menuitem]:not([aria-disabled])")];

  const onKeyDown = (e: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    let to: HTMLElement | undefined;
    if (e.key === "ArrowDown") to = all[(at + 1) % all.length];
    else if (e.key === "ArrowUp") to = all[(at - 1 + all.length) % all.length];
    else if (e.key === "Home") to = all[0];
    else if (e.key === "End") to = all[all.length - 1];
    else if (/^[1-9]$/.test(e.key)) {
      all[Number(e.key) - 1]?.click();
      e.preventDefault();
      return;
    } else if (e.key.length === 1 && e.key !== " ") {
      const letter = e.key.toLowerCase();
      const meant = rows.filter((row) => row !== "rule" && !("caption" in row)).findIndex((row) => (row as MenuItem).letter === letter);
      if (meant >= 0 && !e.ctrlKey && !e.metaKey && !e.altKey) {
        list.current!.querySelectorAll<HTMLElement>("[role^=menuitem]")[meant]?.click();
        e.preventDefault();
        e.stopPropagation();
        return;
      }
      to = [...all.slice(at + 1), ...all].find((item) => item.textContent?.trim().toLowerCase().startsWith(letter));
    } else return;
    e.preventDefault();
    e.stopPropagation();
    to?.focus();
  };

  return (
    <div class="menu" role="menu" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {rows.map((row, i) => {
        if (row === "rule") return <div class="sep" role="separator" key={i} />;
        if ("caption" in row) return <div class="cap" key={i} role="presentation">{row.caption}</div>;
        const role = row.checked === undefined ? "menuitem" : row.radio ? "menuitemradio" : "menuitemcheckbox";
        return (
          <button
            key={i}
            type="button"
            tabIndex={-1}
            role={role}
            aria-checked={row.checked}
            aria-disabled={row.disabled || undefined}
            class={`mi${row.danger ? " bad" : ""}${row.disabled ? " is-disabled" : ""}`}
            onPointerMove={(e) => e.pointerType === "mouse" && e.currentTarget.focus()}
            onClick={() => {
              if (row.disabled) return;
              closePopup();
              row.run?.();
            }}
          >
            {row.mark ?? (row.icon && <Icon name={row.icon} small />)}
            <span class="cut" dir="auto">{row.label}</span>
            {row.checked && <Icon name="check" small />}
            {row.keys && <kbd aria-hidden="true">{row.keys}</kbd>}
          </button>
        );
      })}
    </div>
  );
}
