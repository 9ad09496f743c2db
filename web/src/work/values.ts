// The values that are the same in every project, in their order.

import type { Priority, TaskType } from "../api/types";

export const PRIORITIES: Priority[] = ["urgent", "high", "medium", "low", "none"];
export const TYPES: TaskType[] = ["task", "bug", "story", "chore"];
