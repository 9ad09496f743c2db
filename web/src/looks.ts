// Theme, density and language of the person. The server keeps them; this browser keeps a
// copy, since they are needed before anyone knows who is signed in.

import { type Language, LANGUAGES, speak, spoken, systemLanguage } from "./text/text";

export type Theme = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";

export type ChosenLanguage = Language | "system";

const STORE = "kanvaro.looks";

export function showLooks(looks: { theme?: Theme; density?: Density } = kept()): void {
  const root = document.documentElement.dataset;
  if (looks.theme === "light" || looks.theme === "dark") root.theme = looks.theme;
  else delete root.theme;
  if (looks.density === "compact") root.density = "compact";
  else delete root.density;
}

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

async function speakTo(chosen: ChosenLanguage | undefined): Promise<void> {
  const language = LANGUAGES.find((one) => one === chosen) ?? systemLanguage();
  if (language !== spoken.peek()) await speak(language);
}

function kept(): { theme?: Theme; density?: Density; language?: ChosenLanguage } {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return {};
  }
}
