// Ids are made here, so that a new thing can be shown and referred to before
// the server has answered, and a create that is sent twice is one create.

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's, in ASCII order

/** Nine characters of milliseconds, eleven of chance: ids sort by time. */
export function newId(prefix: string, now: number = Date.now()): string {
  let time = "";
  for (let i = 0, rest = now; i < 9; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  // getRandomValues is there on plain HTTP, randomUUID is not.
  const bytes = crypto.getRandomValues(new Uint8Array(11));
  let chance = "";
  for (const byte of bytes) chance += ALPHABET[byte & 31];
  return `${prefix}_${time}${chance}`;
}
