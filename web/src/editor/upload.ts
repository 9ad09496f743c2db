// Files on their way to the server. They have their id from the beginning, so a
// text can refer to one before it has arrived; it is not saved with it, though,
// until it has.

import { upload as send } from "../api/upload";
import { newId } from "../api/ids";
import { asProblem } from "../api/problem";
import type { Id } from "../api/types";
import { t } from "../text/text";

export type UploadState = { is: "running"; done: number } | { is: "failed"; why: string } | { is: "done" };

export interface Upload {
  id: Id;
  name: string;
  /** What the browser has of a picture already. */
  preview: string | undefined;
  state: UploadState;
  finished: Promise<boolean>;
  follow(hear: (state: UploadState) => void): () => void;
  again(): void;
  end(): void;
}

export const MOST_BYTES = 25 * 1024 * 1024;
const running = new Map<Id, Upload>();

/** Of a file that is not there yet. */
export function uploadOf(id: string): Upload | undefined {
  return running.get(id);
}

export const isPicture = (file: File): boolean => /^image\/(?:png|jpeg|gif|webp|avif)$/.test(file.type);

export function startUpload(org: Id, project: Id, file: File): Upload {
  const id = newId("fil");
  const name = file.name || `picture.${file.type.split("/")[1] ?? "png"}`;
  const hearers = new Set<(state: UploadState) => void>();
  let abort: AbortController | undefined;
  let finish: (arrived: boolean) => void = () => {};
  const say = (state: UploadState) => {
    it.state = state;
    for (const hear of hearers) hear(state);
  };
  const run = async () => {
    if (file.size > MOST_BYTES) return say({ is: "failed", why: t("editor.tooLarge", { n: 25 }) });
    say({ is: "running", done: 0 });
    abort = new AbortController();
    try {
      await send(org, project, id, name, file, (done) => say({ is: "running", done }), abort.signal);
      if (!running.has(id)) return;
      running.delete(id);
      say({ is: "done" });
      finish(true);
      // Who still shows the preview keeps it.
      if (it.preview) setTimeout(() => URL.revokeObjectURL(it.preview!), 60_000);
    } catch (error) {
      const problem = asProblem(error);
      if (running.has(id)) say({ is: "failed", why: problem.unreached ? t("problem.unreached") : problem.detail || t("editor.notUploaded") });
    }
  };
  const it: Upload = {
    id, name, preview: isPicture(file) ? URL.createObjectURL(file) : undefined, state: { is: "running", done: 0 },
    finished: new Promise((done) => (finish = done)),
    follow: (hear) => {
      hearers.add(hear);
      hear(it.state);
      return () => hearers.delete(hear);
    },
    again: () => void run(),
    end: () => {
      running.delete(id);
      abort?.abort();
      finish(false);
    },
  };
  running.set(id, it);
  void run();
  return it;
}
