// Runs before the first paint: a person's theme does not flash, and what the page
// will ask for is on its way while the program itself still is.
import { askEarly } from "./api/early";
import { showLooks } from "./looks-shown";
showLooks();
askEarly();
