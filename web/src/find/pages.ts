// What comes when somebody looks for something or makes a task from anywhere, in one file of its own.

import sheet from "../css/find.css" with { type: "text" };
import { addSheet } from "../kit/sheet";

addSheet(sheet);

export { CreateForm } from "./create";
export { Palette } from "./palette";
export { SearchScreen } from "./search";
