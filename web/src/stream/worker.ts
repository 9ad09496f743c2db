// The SharedWorker: the hub of all tabs of this browser.

import { Hub, type ToHub } from "./hub";
import { openLine } from "./line";

const hub = new Hub(openLine);

(globalThis as unknown as { onconnect: (e: MessageEvent) => void }).onconnect = (e) => {
  const port = e.ports[0]!;
  const tab = hub.attach((said) => port.postMessage(said));
  port.onmessage = (message: MessageEvent<ToHub>) => tab.hear(message.data);
  // Where browsers tell of it: the tab crashed or was closed without a word.
  port.addEventListener("close", () => tab.leave());
};
