// Text that people wrote. Only the server's html, which it has sanitised, is put
// into the page as html; until it has answered, the markdown stands as it is.

export function Prose({ html, markdown }: { html: string; markdown: string }) {
  if (html) return <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />;
  return <div class="prose raw" dir="auto">{markdown}</div>;
}
