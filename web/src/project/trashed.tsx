// Projects in the trash, and the way back, for those who may take it.

import { useEffect, useState } from "preact/hooks";
import { projects } from "../api/calls";
import type { Project } from "../api/types";
import { Button } from "../kit/button";
import { ProjectTile } from "../kit/people";
import { orgId, projectList } from "../org/org";
import { t } from "../text/text";
import { restoreProject } from "./commands";

export function TrashedProjects() {
  const [list, setList] = useState<Project[]>([]);
  const count = projectList.value.length;
  useEffect(() => {
    // Whoever may not see them gets none; without an answer there is nothing to offer.
    projects.trashed(orgId.peek()).then(setList, () => setList([]));
  }, [count]);
  if (list.length === 0) return null;
  return (
    <section class="block" aria-labelledby="trashed-title">
      <div class="bh"><h2 id="trashed-title">{t("project.trash")}</h2></div>
      <ul>
        {list.map((project) => (
          <li class="wr" key={project.id}>
            <ProjectTile name={project.name} hue={project.hue} />
            <span class="cut mid" dir="auto">{project.name}</span>
            <span class="key">{project.key}</span>
            <span class="sp" />
            <Button icon="undo-2" aria-label={t("restore.key", { key: project.name })} onClick={() => void restoreProject(project)}>{t("restore")}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
