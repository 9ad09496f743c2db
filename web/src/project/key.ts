// A key for a project's name: "Mesos core" is MES, "Data centre move" is DCM.

export function keyFor(name: string): string {
  const words = name.normalize("NFD").toUpperCase().replace(/[^A-Z0-9\s]/g, "").split(/\s+/).filter(Boolean);
  const letters = words.length > 2 ? words.map((word) => word[0]).join("") : (words[0] ?? "");
  const key = letters.replace(/^[0-9]+/, "").slice(0, words.length > 2 ? 5 : 3);
  return key.length === 1 ? `${key}${(words[0] ?? "").slice(1, 2) || "X"}` : key;
}

/** The same, not taken yet. */
export function freeKey(name: string, taken: readonly string[]): string {
  const key = keyFor(name);
  if (!key || !taken.includes(key)) return key;
  for (let n = 2; ; n++) if (!taken.includes(`${key}${n}`)) return `${key}${n}`;
}
