// Texts of the list, bulk edit, filters.

export const list = {
  // Pickers
  "field.parent": "Parent", "done.parent": "parent {to}", "done.parent.none": "no parent", "parent.none": "No parent", "labels.none": "No labels",
  "due.words": "Due: a day, “fri”, “in 2 weeks”", "due.week": "In a week", "due.weeks": "In two weeks",
} as const;
