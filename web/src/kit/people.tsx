import type { Member } from "../api/types";
import { t } from "../text/text";

export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "")][0] ?? "?";
  const last = words.length > 1 ? [...(words[words.length - 1] ?? "")][0] ?? "" : "";
  return (first + last).toUpperCase();
}

export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

/** People are round. Nobody is a dashed circle. */
export function Avatar({ member, size, silent }: { member: Pick<Member, "name" | "hue"> | undefined; size?: "md" | "lg"; silent?: boolean }) {
  const name = member?.name ?? t("people.nobody");
  const said = silent ? { "aria-hidden": "true" as const } : { role: "img" as const, "aria-label": name, title: name };
  if (!member) return <span class={`av none ${size ?? ""}`} {...said} />;
  return (
    <span class={`av ${size ?? ""}`} data-hue={member.hue} {...said}>
      {initials(member.name)}
    </span>
  );
}

export function ProjectTile({ name, hue, large }: { name: string; hue: number; large?: boolean }) {
  return <span class={`ptile${large ? " lg" : ""}`} data-hue={hue} aria-hidden="true">{[...name.trim()][0]?.toUpperCase() ?? ""}</span>;
}
