import "./css/main.css";
import { render } from "preact";
import { App } from "./app";
import { expectSignOut } from "./identity/session";
import { listen } from "./keys/keys";
import { putSprite } from "./kit/icon";
import { followOrganisation } from "./org/org";
import { followLinks } from "./routes";

putSprite();
followLinks();
listen();
expectSignOut();
followOrganisation();
render(<App />, document.getElementById("app")!);
