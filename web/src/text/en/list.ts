// Texts of the list, bulk edit, filters.

export const list = {
  // Filters
  "filter.by": "Filter by", "filter.relation": "Relation", "filter.is": "is", "filter.isNot": "is not", "filter.isAny": "is any of", "filter.isNone": "is none of",
  "filter.has": "is", "filter.hasNot": "is not", "filter.hasAny": "has any of", "filter.hasNone": "has none of", "filter.me": "Me", "filter.formerTask": "A former task",
  "filter.field.status": "Status", "filter.field.assignee": "Assignee", "filter.field.reporter": "Reporter", "filter.field.label": "Label", "filter.field.type": "Type",
  "filter.field.priority": "Priority", "filter.field.due": "Due", "filter.field.points": "Estimate", "filter.field.parent": "Parent",
  "filter.change.field": "{field}. Filter by another field", "filter.change.relation": "{field}: {relation}. Change", "filter.change.values": "{field}: {values}. Change", "filter.remove": "Remove the filter by {field}",
  "filter.due.overdue": "Overdue", "filter.due.today": "Today", "filter.due.week": "The next 7 days", "filter.due.none": "No date", "filter.due.days": "The next {n, plural, one {# day} other {# days}}",
  "filter.due.between": "{from} to {to}", "filter.due.from": "From {from}", "filter.due.until": "Until {to}",

  // Pickers
  "field.parent": "Parent", "done.parent": "parent {to}", "done.parent.none": "no parent", "parent.none": "No parent", "labels.none": "No labels",
  "due.words": "Due: a day, “fri”, “in 2 weeks”", "due.week": "In a week", "due.weeks": "In two weeks",
} as const;
