// The looks that this browser last knew of, shown on the page. It runs before
// anything else is there, so it knows nothing of texts.

export type Theme = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";

export const STORE = "kanvaro.looks";

export interface Looks {
  theme?: Theme;
  density?: Density;
  language?: string;
}

export function showLooks(looks: Looks = kept()): void {
  const root = document.documentElement.dataset;
  if (looks.theme === "light" || looks.theme === "dark") root.theme = looks.theme;
  else delete root.theme;
  if (looks.density === "compact") root.density = "compact";
  else delete root.density;
}

export function kept(): Looks {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}") as Looks;
  } catch {
    return {};
  }
}
