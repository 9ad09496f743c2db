// A title with its code words: back-ticks become code, everything else is text.

export function Title({ text }: { text: string }) {
  if (!text.includes("`")) return <>{text}</>;
  return <>{text.split(/(`[^`]+`)/).map((part, i) => (i % 2 ? <code key={i}>{part.slice(1, -1)}</code> : part))}</>;
}
