// What a screen reader says while something is carried by keyboard.

import { signal } from "@preact/signals";

const said = signal("");

export function announce(words: string): void {
  // The same words twice are said twice only if the text changes.
  said.value = said.peek() === words ? `${words}\u00a0` : words;
}

export function Announcer() {
  return <div class="vh" aria-live="assertive" aria-atomic="true" data-announcer>{said}</div>;
}
