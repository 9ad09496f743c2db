// A board without tasks is the first task's input, with the cursor in it.

import type { Project } from "../api/types";
import { Icon, Tile } from "../kit/icon";
import { mayManage } from "../project/project";
import { orgId } from "../org/org";
import { to } from "../routes";
import { t, type Message } from "../text/text";
import { AddField } from "./quick-add";

export function EmptyBoard({ project }: { project: Project }) {
  // Work begins in the first column that is not a mere store of ideas.
  const first = project.statuses.find((s) => s.group === "ready") ?? project.statuses[0];
  return (
    <div class="board">
      {project.statuses.map((status) => (
        <section class="col" key={status.id} data-cell data-status={status.id} data-lane="" role="region" aria-label={t("column.name", { name: status.name, n: 0 })}>
          <header class="ch">
            <Tile group={status.group} hue={status.hue} />
            <h2 class="cut" dir="auto">{status.name}</h2>
            <span class="n">0</span>
          </header>
          {status.id === first?.id ? (
            <div class="cells">
              <div class="esay">
                <h2>{t("empty.board.title")}</h2>
                <p class="mid">{t("empty.board.body")}</p>
              </div>
              <div class="newcard">
                <AddField status={status} first placeholder={t("empty.board.placeholder")} />
                <p class="meta">{t("empty.board.hint")}</p>
                {mayManage.value && (
                  <div class="row">
                    <a class="btn" href={to.import(orgId.value, project.key)}><Icon name="file-up" small />{t("empty.board.import")}</a>
                  </div>
                )}
              </div>
            </div>
          ) : (
            <p class="teach">{t(`teach.${status.group}` as Message)}</p>
          )}
        </section>
      ))}
    </div>
  );
}
