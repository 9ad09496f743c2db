// Theme, density and language of the person. The server keeps them; this browser keeps a
// copy, since they are needed before anyone knows who is signed in.

import { type Density, kept, showLooks, STORE, type Theme } from "./looks-shown";
import { type Language, LANGUAGES, speak, spoken, systemLanguage } from "./text/text";

export type { Density, Theme } from "./looks-shown";

export type ChosenLanguage = Language | "system";

export function keepLooks(looks: { theme: Theme; density: Density; language?: ChosenLanguage }): void {
  try {
    localStorage.setItem(STORE, JSON.stringify({ theme: looks.theme, density: looks.density, language: looks.language }));
  } catch {
    // Storage may be switched off: then the theme comes with the session.
  }
  showLooks(looks);
  void speakTo(looks.language);
}

/** Speaks the language that was chosen in this browser last, before anyone knows who is signed in. */
export function keptLanguage(): Promise<void> {
  return speakTo(kept().language);
}

async function speakTo(chosen: string | undefined): Promise<void> {
  const language = LANGUAGES.find((one) => one === chosen) ?? systemLanguage();
  if (language !== spoken.peek()) await speak(language);
}
