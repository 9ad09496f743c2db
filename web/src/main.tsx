import "./css/main.css";
import { render } from "preact";
import { App } from "./app";
import { expectSignOut, followOtherTabs } from "./identity/session";
import { listen } from "./keys/keys";
import { putSprite } from "./kit/icon";
import { followOrganisation } from "./org/org";
import { followLinks } from "./routes";
import { keptLanguage } from "./looks";

putSprite();
followLinks();
listen();
expectSignOut();
followOtherTabs();
followOrganisation();
// In the reader's language from the first word on. Without its texts English is better than nothing.
keptLanguage()
  .catch(() => undefined)
  .finally(() => render(<App />, document.getElementById("app")!));
