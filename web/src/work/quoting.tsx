// "Quote" at what is selected in a text.

import { useEffect, useRef } from "preact/hooks";
import { Button } from "../kit/button";
import { t } from "../text/text";
import { quoteSelection } from "./composer";

export function Quoting({ within }: { within: { current: HTMLElement | null } }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const look = () => {
      const el = box.current!;
      const selection = getSelection();
      const range = selection && !selection.isCollapsed && selection.rangeCount > 0 ? selection.getRangeAt(0) : undefined;
      const holder = range && elementOf(range.commonAncestorContainer).closest(".prose:not(.ProseMirror)");
      if (!range || !holder || !within.current?.contains(holder) || !range.toString().trim()) {
        if (el.matches(":popover-open")) el.hidePopover();
        return;
      }
      if (!el.matches(":popover-open")) el.showPopover();
      const rects = range.getClientRects();
      const last = rects[rects.length - 1] ?? range.getBoundingClientRect();
      const size = el.getBoundingClientRect();
      el.style.left = `${Math.max(4, Math.min(last.right, innerWidth - size.width - 4))}px`;
      el.style.top = `${Math.min(last.bottom + 4, innerHeight - size.height - 4)}px`;
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(look, 120);
    };
    document.addEventListener("selectionchange", soon);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("selectionchange", soon);
    };
  }, []);
  const quote = () => {
    const selection = getSelection();
    if (!selection || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0).cloneRange();
    selection.removeAllRanges();
    void quoteSelection(range);
  };
  return (
    <div ref={box} popover="manual" class="popup quotebtn" onMouseDown={(e) => e.preventDefault()}>
      <Button kind="quiet" icon="text-quote" title={t("comment.quote.selection")} onClick={quote}>{t("comment.quote")}</Button>
    </div>
  );
}

function elementOf(node: Node): Element {
  return node instanceof Element ? node : node.parentElement!;
}
