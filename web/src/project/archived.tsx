// Projects that are over: they are read, not changed, and can be taken out again.

import { Button } from "../kit/button";
import { ProjectTile } from "../kit/people";
import { orgId } from "../org/org";
import { tables } from "../records/records";
import { to } from "../routes";
import { t } from "../text/text";
import { archiveProject } from "./commands";
import { mayCreateProjects } from "../org/org";

export function ArchivedProjects() {
  const list = tables.project.all().filter((p) => p.archived && !p.trashedAt).sort((a, b) => a.name.localeCompare(b.name));
  if (list.length === 0) return null;
  return (
    <section class="block" aria-labelledby="archived-title">
      <div class="bh"><h2 id="archived-title">{t("project.archive")}</h2></div>
      <ul>
        {list.map((project) => (
          <li class="wr" key={project.id}>
            <ProjectTile name={project.name} hue={project.hue} />
            <a class="cut mid" dir="auto" href={to.board(orgId.value, project.key)}>{project.name}</a>
            <span class="key">{project.key}</span>
            <span class="sp" />
            {mayCreateProjects.value && <Button aria-label={t("archive.out.of", { name: project.name })} onClick={() => void archiveProject(project, false)}>{t("archive.out")}</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
