// Two people's changes of one text, joined. By lines first, as the server does;
// where both changed the same lines, by words, if at least one whole word
// between their changes is as it was. What is left is for the reader to choose.

export interface Hunk {
  base: string;
  theirs: string;
  mine: string;
  /** What becomes of it; undefined where somebody has to choose. */
  text: string | undefined;
}

/** The hunks of a text, in order: what they have in `text`, put together, is the whole. */
export function hunksOf(base: string, theirs: string, mine: string): Hunk[] {
  // The last line of a text has no end of its own; with one it is the same line whatever follows.
  const ended = [base, theirs, mine].map((text) => text === "" || text.endsWith("\n")) as [boolean, boolean, boolean];
  const hunks: Hunk[] = [];
  for (const hunk of regions(linesOf(base), linesOf(theirs), linesOf(mine))) {
    if (hunk.text !== undefined) hunks.push(hunk);
    else hunks.push({ ...hunk, text: whole(regions(wordsOf(hunk.base), wordsOf(hunk.theirs), wordsOf(hunk.mine))) });
  }
  endAs(hunks, "base", ended[0]);
  endAs(hunks, "theirs", ended[1]);
  endAs(hunks, "mine", ended[2]);
  endAs(hunks, "text", ended[1] === ended[0] ? ended[2] : ended[1]);
  return hunks;
}

function endAs(hunks: Hunk[], name: keyof Hunk, ended: boolean): void {
  const last = hunks.findLast((hunk) => hunk[name] !== "");
  if (!ended && last?.[name] !== undefined) last[name] = last[name].replace(/\n$/, "");
}

/** The text as a whole, where nothing is left to choose. */
export function whole(hunks: readonly Hunk[]): string | undefined {
  let text = "";
  for (const hunk of hunks) {
    if (hunk.text === undefined) return undefined;
    text += hunk.text;
  }
  return text;
}

export function merge(base: string, theirs: string, mine: string): string | undefined {
  if (theirs === mine || mine === base) return theirs;
  if (theirs === base) return mine;
  return whole(hunksOf(base, theirs, mine));
}

const linesOf = (text: string): string[] => (text === "" || text.endsWith("\n") ? text : `${text}\n`).match(/[^\n]*\n/g) ?? [];
/** A word goes with the space after it, so that two that stand side by side touch. */
const wordsOf = (text: string): string[] => text.match(/\s*\S+\s*?(?=\s\S|$)|\s+/g) ?? [];

function regions(b: string[], t: string[], m: string[]): Hunk[] {
  const [toT, toM] = [match(b, t), match(b, m)];
  const hunks: Hunk[] = [];
  let kept = "";
  const keep = () => {
    if (kept) hunks.push({ base: kept, theirs: kept, mine: kept, text: kept });
    kept = "";
  };
  for (let bi = 0, ti = 0, mi = 0; ; ) {
    // The next piece of base that both kept ends the region that somebody changed.
    let k = bi;
    while (k < b.length && (toT[k]! < 0 || toM[k]! < 0)) k++;
    const [te, me] = k < b.length ? [toT[k]!, toM[k]!] : [t.length, m.length];
    const [base, theirs, mine] = [b.slice(bi, k).join(""), t.slice(ti, te).join(""), m.slice(mi, me).join("")];
    if (base || theirs || mine) {
      keep();
      hunks.push({ base, theirs, mine, text: theirs === mine || mine === base ? theirs : theirs === base ? mine : undefined });
    }
    if (k === b.length) {
      keep();
      return hunks;
    }
    kept += b[k];
    [bi, ti, mi] = [k + 1, te + 1, me + 1];
  }
}

/** More than that is taken for one changed region. */
const MOST_CELLS = 1 << 20;

/** For each piece of a which of b it is, -1 for none: a longest common subsequence, what is equal at both ends apart. */
export function match(a: readonly string[], b: readonly string[]): number[] {
  const to = new Array<number>(a.length).fill(-1);
  let lo = 0;
  while (lo < a.length && lo < b.length && a[lo] === b[lo]) to[lo] = lo++;
  let [ae, be] = [a.length, b.length];
  while (ae > lo && be > lo && a[ae - 1] === b[be - 1]) to[--ae] = --be;
  const [n, k] = [ae - lo, be - lo];
  if (n === 0 || k === 0 || n * k > MOST_CELLS) return to;
  const width = k + 1;
  const longest = new Uint32Array((n + 1) * width); // of a[i:] and b[j:]
  for (let i = n - 1; i >= 0; i--) {
    for (let j = k - 1; j >= 0; j--) {
      longest[i * width + j] = a[lo + i] === b[lo + j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  for (let i = 0, j = 0; i < n && j < k; ) {
    if (a[lo + i] === b[lo + j]) to[lo + i++] = lo + j++;
    else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i++;
    else j++;
  }
  return to;
}

export type Part = { text: string; how: "same" | "gone" | "new" };

/** What became of a text, word by word. */
export function changesOf(before: string, after: string): Part[] {
  const [a, b] = [before.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [], after.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []];
  const to = match(a, b);
  const parts: Part[] = [];
  const add = (how: Part["how"], text: string) => {
    const last = parts[parts.length - 1];
    if (!text) return;
    if (last?.how === how) last.text += text;
    else parts.push({ how, text });
  };
  let j = 0;
  let gone = "";
  for (let i = 0; i <= a.length; i++) {
    const at = i < a.length ? to[i]! : b.length;
    if (at < 0) {
      gone += a[i];
      continue;
    }
    add("gone", gone);
    gone = "";
    add("new", b.slice(j, at).join(""));
    if (i < a.length) add("same", a[i]!);
    j = at + 1;
  }
  return parts;
}
