// What comes when somebody is about to write: one import, one chunk.

import { addSheet } from "../kit/sheet";
import sheet from "../css/editor.css" with { type: "text" };
import icons from "./icons.sprite";

addSheet(sheet);
document.querySelector("svg.sprite")?.insertAdjacentHTML("beforeend", icons);

export { drawn, markdownOf } from "./render";
export { type Rich, RichView } from "./rich";
