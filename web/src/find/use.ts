// What a person runs often and lately comes first.

/** By the name of a command: how often it was run, halved every two weeks, as of `at` (milliseconds). */
export type Uses = Record<string, { n: number; at: number }>;

const HALF = 14 * 86_400_000;
const MOST = 200;

export function weight(uses: Uses, name: string, now: number): number {
  const use = uses[name];
  return use ? use.n * 0.5 ** ((now - use.at) / HALF) : 0;
}

export function used(uses: Uses, name: string, now: number): Uses {
  const all = Object.entries({ ...uses, [name]: { n: weight(uses, name, now) + 1, at: now } });
  if (all.length <= MOST) return Object.fromEntries(all);
  const kept = all.sort((a, b) => weight(uses, b[0], now) - weight(uses, a[0], now) || b[1].at - a[1].at);
  return Object.fromEntries([[name, { n: weight(uses, name, now) + 1, at: now }], ...kept.filter(([other]) => other !== name).slice(0, MOST - 1)]);
}
