// Theme and density of the person. The server keeps them; this browser keeps a
// copy, since they are needed before anyone knows who is signed in.

export type Theme = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";

const STORE = "kanvaro.looks";

export function showLooks(looks: { theme?: Theme; density?: Density } = kept()): void {
  const root = document.documentElement.dataset;
  if (looks.theme === "light" || looks.theme === "dark") root.theme = looks.theme;
  else delete root.theme;
  if (looks.density === "compact") root.density = "compact";
  else delete root.density;
}

export function keepLooks(looks: { theme: Theme; density: Density }): void {
  try {
    localStorage.setItem(STORE, JSON.stringify({ theme: looks.theme, density: looks.density }));
  } catch {
    // Storage may be switched off: then the theme comes with the session.
  }
  showLooks(looks);
}

function kept(): { theme?: Theme; density?: Density } {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return {};
  }
}
