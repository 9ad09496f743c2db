// Copying works without a secure context too: by the selection, as of old.

export async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard && isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed: the other way may be.
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "vh";
  area.readOnly = true;
  const back = document.activeElement as HTMLElement | null;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  back?.focus({ preventScroll: true });
  return done;
}
