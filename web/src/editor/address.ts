// Addresses that stand bare in a text become links when it is shown, so they are
// text: nothing in them is escaped, and nothing in them is markup.

const BARE = /^(?:https?:\/\/|ftp:\/\/|www\.|mailto:)[^\s<>*`\\|"]+/i;

/** The bare address that begins here; what ends a sentence does not belong to it. */
export function addressAt(text: string, at: number): string {
  if (at > 0 && /[\w@]/.test(text[at - 1]!)) return "";
  const found = BARE.exec(text.slice(at, at + 2000))?.[0] ?? "";
  const trimmed = found.replace(/[.,;:!?_~'")\]}]+$/, (end) => (end[0] === ")" && found.includes("(") ? ")" : ""));
  return /^(?:[a-z]+:(?:\/\/)?|www\.)$/i.test(trimmed) ? "" : trimmed;
}

/** All of them in a text, as [start, end). */
export function addressesIn(text: string): [number, number][] {
  const found: [number, number][] = [];
  const start = /https?:\/\/|ftp:\/\/|www\.|mailto:/gi;
  for (let m = start.exec(text); m; m = start.exec(text)) {
    const address = addressAt(text, m.index);
    if (!address) continue;
    found.push([m.index, m.index + address.length]);
    start.lastIndex = m.index + address.length;
  }
  return found;
}

/** Where a bare address leads. */
export function whole(address: string): string {
  return /^www\./i.test(address) ? `http://${address}` : address;
}

/** Is this, as a whole, an address to link to? */
export function isAddress(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length < 2000 && /^(?:https?:\/\/|ftp:\/\/|mailto:)\S+$/i.test(trimmed);
}
