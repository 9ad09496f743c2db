// A style sheet that comes with the screen that needs it. It joins the layers of
// the first one, so its place in the page does not matter.

export function addSheet(text: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
