// How well a label answers what was typed, and which of its letters did.

export interface Match {
  /** Higher is better; 0 is no match. */
  score: number;
  /** What matched, as [start, end], in order. */
  marks: [number, number][];
}

/** Lower case and without accents, letter for letter: places in the one are places in the other. */
export function fold(text: string): string {
  let folded = "";
  for (const unit of text) {
    const plain = unit.normalize("NFD")[0]!.toLowerCase();
    folded += plain.length === unit.length ? plain : unit;
  }
  return folded;
}

const startsWord = (text: string, at: number) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!);

/**
 * Every word that was typed must be found. The beginning of the label is worth most, then the beginning of a word, then any
 * place; first letters of words count too ("mtt" finds "Move to top").
 */
export function match(typed: string, label: string): Match {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const text = fold(label);
  if (words.length === 0) return { score: 1, marks: [] };
  const marks: [number, number][] = [];
  let score = 0;
  for (const word of words) {
    const at = bestPlace(text, word);
    if (at < 0) {
      const letters = words.length === 1 ? firstLetters(text, word) : undefined;
      return letters ? { score: 1, marks: letters } : { score: 0, marks: [] };
    }
    marks.push([at, at + word.length]);
    score += at === 0 ? 4 : startsWord(text, at) ? 3 : 2;
  }
  // What is found whole says more than what is found in a long label.
  return { score: score / words.length + (fold(typed).trim() === text ? 2 : 0) + 1 / (1 + label.length), marks: joined(marks) };
}

function bestPlace(text: string, word: string): number {
  const first = text.indexOf(word);
  for (let at = first; at >= 0; at = text.indexOf(word, at + 1)) if (startsWord(text, at)) return at;
  return first;
}

function firstLetters(text: string, letters: string): [number, number][] | undefined {
  const marks: [number, number][] = [];
  let from = 0;
  for (const letter of letters) {
    while (from < text.length && !(text[from] === letter && startsWord(text, from))) from++;
    if (from >= text.length) return undefined;
    marks.push([from, from + 1]);
    from++;
  }
  return marks.length > 1 ? marks : undefined;
}

/** In order, and where two overlap, one. */
export function joined(marks: [number, number][]): [number, number][] {
  const out: [number, number][] = [];
  for (const [start, end] of marks.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}
