import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon } from "./icon";

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "label" | "type" | "disabled" | "role"> & {
  kind?: "primary" | "quiet" | "danger";
  icon?: string;
  /** For buttons without a word: the name, and the tooltip. */
  label?: string;
  /** The key that does the same. */
  keys?: string;
  wide?: boolean;
  working?: boolean;
  disabled?: boolean;
  type?: "button" | "submit";
  children?: ComponentChildren;
};

export function Button({ kind, icon, label, keys, wide, working, disabled, type = "button", children, class: extra, ...rest }: ButtonProps) {
  const style = kind === "primary" ? " pri" : kind ? ` ${kind}` : "";
  const name = `btn${style}${children ? "" : " icon"}${wide ? " wide" : ""}${working ? " is-loading" : ""}${extra ? ` ${String(extra)}` : ""}`;
  return (
    <button
      {...rest}
      type={type}
      class={name}
      disabled={disabled}
      aria-busy={working || undefined}
      aria-label={label ?? rest["aria-label"]}
      aria-keyshortcuts={keys}
      title={rest.title ?? (label && keys ? `${label} (${keys})` : label)}
    >
      {icon && <Icon name={icon} small={!!children || kind === undefined} />}
      {children}
      {keys && children && <kbd class="hide-s" aria-hidden="true">{keys}</kbd>}
    </button>
  );
}
