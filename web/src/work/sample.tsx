// A card outside a board, for the page that shows the kit.

import type { Member, Task } from "../api/types";
import { CardBody } from "./card";

interface SampleProps {
  task: Task;
  name?: string;
  look?: string;
  line?: "unsent";
  done?: boolean;
  by?: Pick<Member, "name" | "hue">;
  bare?: boolean;
  inner?: boolean;
}

export function Sample({ task, name, look = "", line, done = false, by, bare, inner }: SampleProps) {
  const body = <CardBody task={task} done={done} line={line ?? ""} by={by as Member | undefined} moved />;
  if (inner) return body;
  const card = <div class={`card ${look} ${line ?? ""}`} data-hue={by?.hue} role="group" aria-label={name ?? "lifted"}>{body}</div>;
  if (bare) return card;
  return (
    <div class="st8">
      <div class="w">{card}</div>
      <small>{name}</small>
    </div>
  );
}
