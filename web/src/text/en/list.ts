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

  // The list
  "list.name": "Tasks", "list.keys": "Arrow keys walk the rows. Right goes into the cells of a row, Enter edits a cell or opens the task, X selects, Space lifts a row.", "keys.list": "List",
  "list.select": "Select {key}", "list.selectAll": "Select all {n, plural, one {# task} other {# tasks}}", "list.fold": "Put the subtasks of {key} away", "list.unfold": "Show the subtasks of {key}",
  "list.group.open": "Open {name}", "list.group.close": "Close {name}", "list.group.select": "Select all in {name}", "list.addedHidden": "“{title}” added. The filter does not show it.",
  "list.nothing.title": "Nothing matches", "list.nothing.body": "No task of this project is what the filter asks for.", "list.empty.body": "Enter adds it, and you write the next. Paste a list, and each line becomes a task.", "list.empty.viewer": "Nobody has written one yet.",
  "list.carry": "Move {n, plural, one {# task} other {# tasks}} here", "list.carry.to": "Move {n, plural, one {# task} other {# tasks}} to {to}", "list.carry.sorted": "Rows can be put between others only where the list is sorted manually.",
  "list.carry.done": "{n, plural, one {# task} other {# tasks}} moved", "list.carry.returned": "Put back", "list.toGroup": "now in {to}",
  "task.subtasks": "{n, plural, one {# subtask} other {# subtasks}}",
  "keys.addHere": "Add a task to this group", "keys.cells": "Into the cells of a row, and along them", "keys.first": "First task", "keys.last": "Last task", "keys.enterCell": "Edit the cell, or open the task", "keys.liftRow": "Lift the row, and drop it",
  "keys.select": "Select, or not", "keys.selectTo": "Select up to here", "keys.extend": "Select one more", "keys.all": "Select all in view, then all that match", "keys.status": "Status",

  // Columns, order, groups
  "column.status": "Status", "column.priority": "Priority", "column.key": "Key", "column.title": "Title", "column.type": "Type", "column.labels": "Labels", "column.assignees": "Assignee", "column.reporter": "Reporter", "column.due": "Due",
  "column.parent": "Parent", "column.subtasks": "Subtasks", "column.comments": "Comments", "column.statusSince": "In status since", "column.createdAt": "Created", "column.updatedAt": "Changed", "column.points": "Points",
  "column.before": "Move before", "column.after": "Move after", "column.wider": "Wider", "column.narrower": "Narrower", "column.hide": "Hide the column", "column.width.said": "{column}: width {n}", "column.moved.said": "{column} moved to place {n}",
  "sort.up": "Sort upwards", "sort.down": "Sort downwards", "sort.also": "Then sort by this", "sort.off": "Do not sort by this", "sort.rank": "Manual", "sort.none": "Nothing more", "sort.place": "{column}, sorted by this in place {n}",
  "sort.said.up": "Sorted by {column}, upwards", "sort.said.down": "Sorted by {column}, downwards", "sort.said.off": "No longer sorted by {column}",
  "group.byThis": "Group by this", "group.by.none": "Nothing", "group.by.status": "Status", "group.by.assignee": "Assignee", "group.by.label": "Label", "group.by.priority": "Priority", "group.by.type": "Type", "group.by.due": "Due date", "group.by.parent": "Parent",
  "grouped.status": "Grouped by status", "grouped.assignee": "Grouped by assignee", "grouped.label": "Grouped by label", "grouped.priority": "Grouped by priority", "grouped.type": "Grouped by type", "grouped.due": "Grouped by due date", "grouped.parent": "Grouped by parent",
  "group.due.overdue": "Overdue", "group.due.today": "Today", "group.due.week": "In the next 7 days", "group.due.later": "Later", "group.due.none": "No date",
  display: "Display", "display.group": "Group by", "display.sort": "Sort by", "display.then": "then by", "display.empty": "Show empty groups", "display.nested": "Subtasks below their parent", "display.columns": "Columns", "display.usual": "Reset", "display.closeAll": "Close all groups", "display.openAll": "Open all",

  // Many at once
  "bulk.chosen": "{n, plural, one {# selected} other {# selected}}", "bulk.all": "All {n}", "bulk.allMatching": "All {n} that match", "bulk.menu": "Change {n, plural, one {# task} other {# tasks}}", "bulk.clear": "Select none", "bulk.assign": "Assign", "bulk.apply": "Change",
  "bulk.preview.choose": "{n, plural, one {# task} other {# tasks}}", "bulk.preview.all": "{n, plural, one {# task changes} other {# tasks change}}.", "bulk.preview.some": "{n, plural, =0 {None} one {# task} other {# tasks}} of {of} will change; the others have it.",
  "bulk.preview.large": "That goes on while you work.", "bulk.preview.limit": "Limit {limit}, this makes {makes}.", "bulk.done": "{n, plural, one {# task} other {# tasks}}: {what}", "bulk.nothing": "Nothing to change: all have it already.",
  "bulk.notDone": "{n, plural, one {# task} other {# tasks}} not changed", "bulk.busy": "One large change at a time: wait until this one is done.", "bulk.running": "{done} of {total}", "bulk.failed": "It stopped after {done} of {total}. Undo takes back what was done.",
  "bulk.refused": "{n, plural, one {# task} other {# tasks}} not changed, {key} first", "bulk.trashed": "{n, plural, one {# task is} other {# tasks are}} in the trash", "bulk.moved": "{n, plural, one {# task} other {# tasks}} moved", "bulk.copyKeys": "Copy keys and titles", "bulk.copied": "{n, plural, one {# key} other {# keys}} copied",

  // Pickers
  "field.parent": "Parent", "done.parent": "parent {to}", "done.parent.none": "no parent", "parent.none": "No parent", "labels.none": "No labels",
  "due.words": "Due: a day, “fri”, “in 2 weeks”", "due.unread": "A day is written like “fri”, “27 nov” or “in 2 weeks”.", "due.week": "In a week", "due.weeks": "In two weeks",
} as const;
