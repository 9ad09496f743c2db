// What a board can do beyond being looked at, in one piece: it comes right after
// the first paint, or when it is asked for before that (see board-open).

import sheet from "../css/board-more.css" with { type: "text" };
import { addSheet } from "../kit/sheet";

addSheet(sheet);

export { BoardKeys, openCard, rangeToCard, rowOf } from "./board-keys";
export { dropTasks, moveTasks } from "./board-moves";
export { dragCards } from "./drag";
export { dragColumns } from "./column-drag";
export { carryByKey, EndStrip, HeadField, NewColumn, openColumnMenu } from "./column-edit";
export { openDisplay } from "./display";
export { glideOn, remember } from "./glide";
export { openCardMenu } from "./move-menu";
export { addTasks, Chips, Suggestions } from "./quick-rich";
