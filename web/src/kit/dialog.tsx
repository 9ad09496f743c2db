// A dialog, only for what cannot be undone or needs several answers.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../text/text";
import { Button } from "./button";

export function Dialog({ title, children, footer, onClose }: { title: string; children: ComponentChildren; footer?: ComponentChildren; onClose: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const el = box.current!;
    const back = document.activeElement as HTMLElement | null;
    el.showModal();
    return () => back?.isConnected && back.focus();
  }, []);
  return (
    <dialog
      ref={box}
      class="dialog"
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        onClose();
      }}
      onClick={(e) => e.target === box.current && onClose()}
    >
      <header id={id}>{title}</header>
      <div class="body">{children}</div>
      {footer && <footer>{footer}</footer>}
    </dialog>
  );
}

interface Question {
  title: string;
  body: string;
  verb: string;
  run: () => void;
}

const question = signal<Question | undefined>();

/** Asks once; the safe answer has the focus. */
export function confirm(asked: Question): void {
  question.value = asked;
}

export function ConfirmHost() {
  const asked = question.value;
  if (!asked) return null;
  const close = () => {
    question.value = undefined;
  };
  return (
    <Dialog
      title={asked.title}
      onClose={close}
      footer={
        <>
          <Button autofocus onClick={close}>{t("cancel")}</Button>
          <Button
            kind="danger"
            onClick={() => {
              close();
              asked.run();
            }}
          >
            {asked.verb}
          </Button>
        </>
      }
    >
      <p>{asked.body}</p>
    </Dialog>
  );
}
