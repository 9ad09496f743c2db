// What comes when somebody looks for something or makes a task from anywhere, in one file of its own.

export { CreateForm } from "./create";
export { Palette } from "./palette";
export { SearchScreen } from "./search";
