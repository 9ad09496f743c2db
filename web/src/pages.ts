// The screens and dialogs that the first board does not need, in one file of their own: each
// is small, and in one file they share their dictionary.

import door from "./css/door.css" with { type: "text" };
import kitpage from "./css/kitpage.css" with { type: "text" };
import { addSheet } from "./kit/sheet";
import { places } from "./text/en/places";
import { addTexts } from "./text/text";

addTexts(places);
addSheet(door);
addSheet(kitpage);

export { AccountScreen } from "./identity/account";
export { HelpScreen } from "./help/help";
export { Invite } from "./identity/invite";
export { PasswordDialog } from "./identity/password";
export { Setup } from "./identity/setup";
export { SignIn } from "./identity/signin";
export { ImportScreen } from "./import/wizard";
export { KitPage } from "./kit/page";
export { PeopleScreen } from "./org/people";
export { ProjectsScreen } from "./project/projects";
export { SettingsScreen } from "./project/settings";
export { TrashScreen } from "./work/trash";
