// Sends a file and tells how far it is: fetch does not tell that.

import { Problem } from "./problem";
import type { Id } from "./types";

export interface FileDoc {
  id: Id;
  version: number;
  project: Id;
  name: string;
  type: string;
  size: number;
  width?: number;
  height?: number;
}

export function upload(org: Id, project: Id, id: Id, name: string, file: Blob, progress: (done: number) => void, signal: AbortSignal): Promise<FileDoc> {
  const e = encodeURIComponent;
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/orgs/${e(org)}/projects/${e(project)}/files?name=${e(name)}&id=${e(id)}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      const body = request.response as (Partial<Problem> & { title?: string }) | FileDoc | null;
      if (request.status >= 200 && request.status < 300) return done(body as FileDoc);
      const problem = (body ?? {}) as Partial<Problem> & { title?: string };
      failed(new Problem(request.status, problem.code ?? String(request.status), problem.detail ?? problem.title ?? request.statusText, problem.requestId ?? "", problem.errors ?? []));
    };
    request.onerror = () => failed(new Problem(0, "unreached", ""));
    request.onabort = () => failed(new Problem(0, "stopped", ""));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
