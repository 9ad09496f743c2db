// A place between two ranks, for showing a move until the server has minted the
// real one. Ranks are compared as text.

export function between(after: string | undefined, before: string | undefined): string {
  const low = after ?? "";
  let high = before;
  let rank = "";
  for (let i = 0; i < Math.max(low.length, high?.length ?? 0) + 1; i++) {
    const from = i < low.length ? low.charCodeAt(i) : 32;
    const to = high !== undefined && i < high.length ? high.charCodeAt(i) : 127;
    const middle = (from + to) >> 1;
    if (middle > from) return rank + String.fromCharCode(middle);
    rank += String.fromCharCode(from);
    if (from < to) high = undefined;
  }
  return `${rank}V`;
}
