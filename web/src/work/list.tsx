// The list of a project's tasks: a chunk of its own, loaded when it is asked for.

import { ProjectHead } from "../project/head";
import { project } from "../project/project";

export function ListScreen() {
  const now = project.value;
  return now ? <ProjectHead project={now} at="list" /> : null;
}
