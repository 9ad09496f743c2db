// One thing that floats at a time, in the browser's top layer: a menu or a
// picker. It closes with Escape or a press beside it, and gives the focus back.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Popup {
  anchor: HTMLElement | DOMRect;
  content: () => ComponentChildren;
  back: HTMLElement | null;
}

const popup = signal<Popup | undefined>();

/** Opens beside the anchor; pressing the anchor again closes. The focus goes back to the anchor, or to whom `back` names. */
export function openPopup(anchor: HTMLElement | DOMRect, content: () => ComponentChildren, back?: HTMLElement): void {
  if (popup.value && popup.value.anchor === anchor) {
    closePopup();
    return;
  }
  popup.value = { anchor, content, back: back ?? (anchor instanceof HTMLElement ? anchor : (document.activeElement as HTMLElement | null)) };
}

export function closePopup(): void {
  const open = popup.value;
  if (!open) return;
  popup.value = undefined;
  if (open.back?.isConnected) open.back.focus({ preventScroll: true });
}

export function popupIsOpen(): boolean {
  return popup.value !== undefined;
}

export function PopupHost() {
  const open = popup.value;
  return open ? <Float key={open} popup={open} /> : null;
}

function Float({ popup: { anchor, content } }: { popup: Popup }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const el = box.current!;
    el.showPopover();
    const settle = () => place(el, anchor instanceof HTMLElement ? anchor.getBoundingClientRect() : anchor);
    settle();
    (el.querySelector<HTMLElement>("[data-autofocus]") ?? el.querySelector<HTMLElement>("[role^=menuitem]:not([aria-disabled])"))?.focus();
    if (anchor instanceof HTMLElement) anchor.setAttribute("aria-expanded", "true");
    const size = new ResizeObserver(settle);
    size.observe(el);
    // A press on the anchor is the anchor's to answer.
    const outside = (e: PointerEvent) => {
      const target = e.target as Node;
      if (!el.contains(target) && !(anchor instanceof HTMLElement && anchor.contains(target))) closePopup();
    };
    const away = () => closePopup();
    addEventListener("pointerdown", outside, true);
    addEventListener("popstate", away);
    return () => {
      size.disconnect();
      removeEventListener("pointerdown", outside, true);
      removeEventListener("popstate", away);
      if (anchor instanceof HTMLElement) anchor.setAttribute("aria-expanded", "false");
    };
  }, []);
  return (
    <div
      ref={box}
      popover="manual"
      class="popup"
      onKeyDown={(e) => {
        if (e.key === "Escape" || e.key === "Tab") {
          e.preventDefault();
          e.stopPropagation();
          closePopup();
        }
      }}
    >
      {content()}
    </div>
  );
}

/** Below the anchor, or above where there is more room; never beyond the window. */
function place(el: HTMLElement, at: DOMRect): void {
  const gap = 4;
  const edge = 8;
  const rtl = getComputedStyle(el).direction === "rtl";
  const below = innerHeight - at.bottom - gap - edge;
  const above = at.top - gap - edge;
  el.style.maxHeight = `${Math.max(below, above, 160)}px`;
  const { width, height } = el.getBoundingClientRect();
  const top = height <= below || below >= above ? at.bottom + gap : at.top - gap - height;
  const start = rtl ? at.right - width : at.left;
  el.style.top = `${Math.max(edge, Math.min(top, innerHeight - height - edge))}px`;
  el.style.left = `${Math.max(edge, Math.min(start, innerWidth - width - edge))}px`;
}
