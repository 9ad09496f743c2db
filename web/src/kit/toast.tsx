// One sentence about what was done, and one way back. Failures stay.

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Problem, TAKEN_BACK } from "../api/problem";
import { t } from "../text/text";
import { Button } from "./button";
import { Icon } from "./icon";

export interface Toast {
  words: string;
  action?: { label: string; run: () => void };
  /** Set for failures: they stay until dismissed and show the request id. */
  failed?: boolean;
  /** Waits for an answer, though nothing failed: somebody has to know. */
  stays?: boolean;
  requestId?: string;
  id: number;
}

const STAYS = 8000;
const MOST = 3;
const toasts = signal<Toast[]>([]);
let count = 0;

/** A result takes the place of the one before; failures wait for an answer. */
export function toast(toast: Omit<Toast, "id">): void {
  toasts.value = [...toasts.value.filter((old) => old.failed || old.stays), { ...toast, id: ++count }].slice(-MOST);
}

let look: (() => void) | undefined;
/** Where that is shown which was refused and kept. */
export function whereKept(show: () => void): void {
  look = show;
}

/** Why something was not done, and how to try again. */
export function toastProblem(what: string, problem: Problem, retry?: () => void): void {
  if (problem.code === TAKEN_BACK) return;
  const why = problem.unreached ? t("problem.unreached") : problem.detail;
  toast({ words: why ? `${what}: ${why}` : what, failed: true, requestId: problem.requestId, action: problem.kept && look ? { label: t("look"), run: look } : retry && { label: t("retry"), run: retry } });
}

export function dismissToasts(): boolean {
  const some = toasts.value.length > 0;
  toasts.value = [];
  return some;
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="region" aria-label={t("toasts")}>
      <div role="status" aria-live="polite" class="toast-list">
        {toasts.value.map((toast) => <One key={toast.id} toast={toast} />)}
      </div>
    </div>
  );
}

export function One({ toast }: { toast: Toast }) {
  const held = useRef(0);
  useEffect(() => {
    if (toast.failed || toast.stays) return;
    const timer = setInterval(() => {
      if (held.current === 0) dismiss(toast.id);
    }, STAYS);
    return () => clearInterval(timer);
  }, []);
  const hold = (by: number) => () => {
    held.current = Math.max(0, held.current + by);
  };
  return (
    <div class="toast" onPointerEnter={hold(1)} onPointerLeave={hold(-1)} onFocusCapture={hold(1)} onBlurCapture={hold(-1)}>
      {toast.failed && <span class="i-bad"><Icon name="triangle-alert" /></span>}
      <span dir="auto">
        {toast.words}
        {toast.requestId && <small class="k"> {t("problem.request", { id: toast.requestId })}</small>}
      </span>
      {toast.action && (
        <Button
          onClick={() => {
            dismiss(toast.id);
            toast.action!.run();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      {(toast.failed || toast.stays) && <Button icon="x" label={t("dismiss")} onClick={() => dismiss(toast.id)} />}
    </div>
  );
}
