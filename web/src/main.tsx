import "./css/main.css";
import { render } from "preact";
import { App } from "./app";
import { expectSignOut, followOtherTabs, loadSession } from "./identity/session";
import { listen } from "./keys/keys";
import { putSprite } from "./kit/icon";
import { followOrganisation } from "./org/org";
import { followLinks, route } from "./routes";
import { keptLanguage } from "./looks";

putSprite();
followLinks();
listen();
expectSignOut();
followOtherTabs();
followOrganisation();
if (!["setup", "invite", "kit"].includes(route.peek().name)) void loadSession();
// In the reader's language from the first word on. Without its texts English is better than nothing.
keptLanguage()
  .catch(() => undefined)
  .finally(() => render(<App />, document.getElementById("app")!));
