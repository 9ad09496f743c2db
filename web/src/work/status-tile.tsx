// The tile of a task's status, also of one in another project.

import type { Task } from "../api/types";
import { Tile } from "../kit/icon";
import { tables } from "../records/records";

export function StatusTile({ task, silent = false }: { task: Pick<Task, "project" | "status">; silent?: boolean }) {
  const status = tables.project.get(task.project)?.statuses.find((one) => one.id === task.status);
  return <Tile group={status?.group ?? "ready"} hue={status?.hue} label={silent ? undefined : status?.name} />;
}
