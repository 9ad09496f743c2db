// A task beside its board or list: everything is edited where it stands.

import { project } from "../project/project";
import { orgId } from "../org/org";
import { go, to } from "../routes";
import { t } from "../text/text";
import { focusCard } from "./focus";
import { TaskBody, useTask } from "./task-body";
import { TaskHead } from "./task-head";
import { useTaskKeys } from "./task-keys";
import { neighbourKey } from "./view-order";

export function Panel({ taskKey }: { taskKey: string }) {
  const now = project.value!;
  const opened = useTask(taskKey, (key) => go(to.here(orgId.peek(), now.key, key), { replace: true }));
  const { task } = opened;
  const close = () => {
    go(to.here(orgId.peek(), now.key));
    if (task) focusCard(task.id);
  };
  // Whether there is one is known now; which it is, when somebody goes: the order may have changed.
  const neighbour = (by: 1 | -1) => {
    if (!task || !neighbourKey(task.id, by)) return undefined;
    return () => {
      const key = neighbourKey(task.id, by);
      if (key) go(to.here(orgId.peek(), now.key, key), { replace: true });
    };
  };
  const ways = { task, previous: neighbour(-1), next: neighbour(1), enlarge: () => go(to.page(orgId.peek(), now.key, task?.key ?? taskKey)) };
  useTaskKeys(ways);
  return (
    <aside class="panel" role="complementary" aria-label={t("panel", { key: task?.key || taskKey })}>
      <TaskHead {...ways} taskKey={taskKey} own={false} close={close} />
      <TaskBody opened={opened} own={false} />
    </aside>
  );
}
