import type { ComponentChildren, PartialInputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./icon";

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string;
  /** Something at the end of the label's line. */
  aside?: ComponentChildren;
}

type Input = Omit<PartialInputHTMLAttributes<HTMLInputElement>, "type" | "role" | "list"> & { type?: "text" | "email" | "password" };

/** A labelled input. What is wrong stands below it, in a sentence that says what to do. */
export function Field({ label, hint, error, aside, ...input }: FieldProps & Omit<Input, "label">) {
  const id = useId();
  const describedBy = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div class="f">
      <div class="row">
        <label class="strong" for={id}>{label}</label>
        <span class="sp" />
        {aside}
      </div>
      <input {...(input as object)} id={id} class={`in${error ? " is-error" : ""}`} aria-invalid={error ? "true" : undefined} aria-describedby={describedBy} />
      {error ? <FieldError id={`${id}-error`} text={about(label, error)} /> : hint ? <span class="hint" id={`${id}-hint`}>{hint}</span> : null}
    </div>
  );
}

/** The server says what is wrong with a field without naming it: "is missing". */
function about(label: string, error: string): string {
  return /^\p{Ll}/u.test(error) ? `${label} ${error}` : error;
}

export function FieldError({ id, text }: { id?: string; text: string }) {
  return (
    <span class="err" id={id} role="alert">
      <Icon name="triangle-alert" small />
      <span>{text}</span>
    </span>
  );
}

type Option = readonly [value: string, label: string];
type SelectProps = FieldProps & { value: string; options: readonly Option[]; onPick: (value: string) => void; disabled?: boolean };

export function SelectField({ label, hint, error, value, options, onPick, disabled }: SelectProps) {
  const id = useId();
  return (
    <div class="f">
      <label class="strong" for={id}>{label}</label>
      <Select id={id} value={value} options={options} onPick={onPick} disabled={disabled} />
      {error ? <FieldError text={error} /> : hint ? <span class="hint">{hint}</span> : null}
    </div>
  );
}

export function Select({ id, label, value, options, onPick, disabled }: { id?: string; label?: string; value: string; options: readonly Option[]; onPick: (value: string) => void; disabled?: boolean }) {
  return (
    <span class="sel">
      <select id={id} class="in" aria-label={label} value={value} disabled={disabled} onChange={(e) => onPick(e.currentTarget.value)}>
        {options.map(([key, words]) => <option key={key} value={key}>{words}</option>)}
      </select>
      <Icon name="chevron-down" small />
    </span>
  );
}
