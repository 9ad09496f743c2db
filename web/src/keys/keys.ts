// The one registry of commands. A screen registers what it can do while it is
// shown; the keyboard, the menus' key caps and the help read the same list.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export interface Command {
  /** Names it for good, whatever the language: its use is counted under this, or else under its keys. */
  id?: string;
  /** "c", "Ctrl+Z", "g b", "Escape"; "" for what only the palette and menus offer. */
  keys: string;
  words: string;
  group: string;
  /** false: this was not for the command after all, and the browser does its usual thing. */
  run: (e: KeyboardEvent) => unknown;
  /** Not shown in the help: it is explained where it works. */
  hidden?: boolean;
  /** false: it means nothing without the place where its key was pressed, so the palette leaves it out. */
  palette?: false;
  /** Is done to the task in focus, or to those that are selected. */
  onTask?: boolean;
  icon?: string;
  /** Works while somebody types, too. */
  whileTyping?: boolean;
}

const commands = signal<Command[]>([]);
export const registered = commands;

const SINGLE = "kanvaro.single-keys";
/** Single keys can be switched off (WCAG 2.1.4): speech input types them by accident. */
export const singleKeys = signal(localStorageGet(SINGLE) !== "off");
export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  try {
    localStorage.setItem(SINGLE, on ? "on" : "off");
  } catch {
    // It holds until the page is left, then.
  }
}

function localStorageGet(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Registers while the component is shown. The latest of two with the same keys wins. */
export function useCommands(list: Command[], inputs: unknown[]): void {
  useEffect(() => {
    commands.value = [...commands.peek(), ...list];
    return () => {
      commands.value = commands.peek().filter((command) => !list.includes(command));
    };
  }, inputs);
}

const WAIT = 1200; // for the second key of "g b"
let first = "";
let firstAt = 0;

export function listen(): void {
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing) return;
    const name = keyName(e);
    const withModifier = e.ctrlKey || e.metaKey || e.altKey;
    const typing = isTyping(e.target);
    if (document.querySelector("dialog[open]") && name !== "?") return;
    if (!singleKeys.peek() && !withModifier && name.length === 1) return;

    const list = typing && name !== "Escape" ? commands.peek().filter((command) => command.whileTyping) : commands.peek();
    const sequence = first && Date.now() - firstAt < WAIT ? `${first} ${name}` : "";
    first = "";
    const found = findLast(list, sequence) ?? findLast(list, name);
    if (found) {
      if (found.run(e) !== false) e.preventDefault();
    } else if (list.some((command) => command.keys.startsWith(`${name} `))) {
      first = name;
      firstAt = Date.now();
    }
  });
}

function findLast(list: Command[], keys: string): Command | undefined {
  if (!keys) return undefined; // "" is nobody's key
  for (let i = list.length - 1; i >= 0; i--) if (list[i]!.keys === keys) return list[i];
  return undefined;
}

function keyName(e: KeyboardEvent): string {
  const key = e.key.length === 1 && (e.ctrlKey || e.metaKey) ? e.key.toUpperCase() : e.key;
  const shift = e.shiftKey && (key.length > 1 || e.ctrlKey || e.metaKey) ? "Shift+" : "";
  return (e.ctrlKey || e.metaKey ? "Ctrl+" : "") + (e.altKey ? "Alt+" : "") + shift + key;
}

export function isTyping(target: EventTarget | null): boolean {
  const el = target as HTMLElement | null;
  if (!el?.tagName) return false;
  if (el.isContentEditable || el.tagName === "TEXTAREA" || el.tagName === "SELECT") return true;
  return el.tagName === "INPUT" && !["checkbox", "radio", "button", "submit", "file"].includes((el as HTMLInputElement).type);
}

const onMac = typeof navigator !== "undefined" && /Mac|iP(hone|ad)/.test(navigator.platform);
/** Keys as the caps on this keyboard have them. */
export function caps(keys: string): string[] {
  return keys.split(/(?<=.) (?=.)|(?<=.)\+(?=.)/).flatMap((key) => {
    if (key === "Ctrl") return onMac ? "⌘" : key;
    if (key === "Escape") return "Esc";
    if (key === " ") return "Space";
    return key.length > 1 ? key : key !== key.toLowerCase() && keys.length === 1 ? ["Shift", key] : key.toUpperCase();
  });
}
