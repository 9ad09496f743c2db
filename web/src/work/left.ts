// Texts that were being written when a page went away for good: a crash, a
// power cut. Whoever wrote them meant them to be saved, so they are, whether or
// not he comes back to the task; only where somebody else has changed the same
// words they wait there for him to choose.

import { tasks } from "../api/calls";
import { draftsLeft, draftsOf, dropDraft, takeDraft } from "../editor/draft";
import { merge } from "../editor/merge";
import { me } from "../identity/session";
import { orgId } from "../org/org";
import { putTask } from "../records/records";
import { undoStack } from "../records/undo";
import { t } from "../text/text";
import { openTask } from "./focus";

export async function sendLeft(): Promise<void> {
  const org = orgId.peek();
  draftsOf(me.peek(), org);
  for (const { of, project, task } of await draftsLeft()) {
    // The open task looks after its own.
    if (!of.startsWith("text ") || !project || !task || openTask.peek() === task) continue;
    try {
      const present = (await tasks.get(org, project, task)).data;
      const draft = openTask.peek() === task ? undefined : await takeDraft(of);
      if (!draft || draft.base === undefined || openTask.peek() === task) continue;
      const now = present.text ?? { markdown: "", version: 0 };
      const joined = merge(now.markdown === draft.sent ? draft.sent : draft.base, now.markdown, draft.markdown);
      if (joined === undefined) continue;
      if (joined !== now.markdown) {
        const { data, op } = await tasks.change(org, project, task, { description: joined, baseVersion: now.version });
        putTask(data);
        undoStack.did({ op, words: `${data.key}: ${t("done.description")}` });
      }
      dropDraft(of);
    } catch {
      // It stays where it is, and is tried again by the next page.
    }
  }
}
