// A field that goes away when it is done is left at the same moment: the first
// of Enter, Escape and leaving counts, the others find it done.

import { useRef } from "preact/hooks";

export function useOnce(): (run: () => void) => void {
  const done = useRef(false);
  return (run) => {
    if (done.current) return;
    done.current = true;
    run();
  };
}
