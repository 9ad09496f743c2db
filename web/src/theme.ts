// Runs before the first paint, so that a person's theme does not flash.
import { showLooks } from "./looks";
showLooks();
