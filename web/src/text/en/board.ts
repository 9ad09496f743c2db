// Texts of the board that its first sight does not need: columns that are changed, display, lanes, quick add.

export const board = {
  // Columns
  "column.rename": "Rename", "column.rename.field": "New name of {name}", "column.name.missing": "A column needs a name.",
  "column.setLimit": "Set a limit", "column.changeLimit": "Change the limit", "column.limit.field": "Limit of {name}", "column.limit.none": "No limit", "column.limit.wrong": "A limit is a whole number up to {most}. Leave it empty for none.",
  "column.colour": "Colour", "column.colour.own": "Colour of its meaning", "column.meaning": "What it stands for", "column.meaning.caption": "Work here is",
  "column.add": "Add column after", "column.addTop": "Add task at the top", "column.add.field": "Name of the column after {name}", "column.new.field": "Name of the new column", "column.add.placeholder": "Name of the column",
  "column.moveBefore": "Move left", "column.moveAfter": "Move right", "column.fold.do": "Fold", "column.remove": "Remove column",
  "column.remove.where": "Where do its {n, plural, one {# task go} other {# tasks go}}?", "column.remove.title": "Remove the column {name}?", "column.remove.body": "{n, plural, one {# task moves} other {# tasks move}} to {to}. Undo brings the column back.",
  "column.lifted": "Column {name} lifted. Arrow keys move it, Space drops it, Escape returns it.", "column.over": "Place {place} of {count}", "column.returned": "The column stays where it was",
  "group.backlog": "an idea", "group.ready": "ready to start", "group.doing": "being done", "group.review": "being looked at", "group.done": "done", "group.dropped": "dropped",

  // Display
  "display.lanes": "Lanes", "display.lanes.none": "None", "display.lanes.assignee": "By assignee", "display.lanes.label": "By label", "display.lanes.priority": "By priority", "display.lanes.parent": "By parent",
  "display.emptyLanes": "Show empty lanes", "display.done": "Leave out finished", "display.done.never": "Never", "display.done.after": "{n, plural, one {After a day} other {After # days}}", "display.fields": "Cards show", "display.own": "Only you see it so.",
  "card.field.key": "Key", "card.field.parent": "Parent", "card.field.type": "Bug", "card.field.priority": "Priority", "card.field.labels": "Labels", "card.field.subtasks": "Subtasks", "card.field.comments": "Comments", "card.field.due": "Due", "card.field.points": "Estimate", "card.field.assignees": "Assignee", "card.field.age": "Age",

  // Lanes
  "lane.name": "{name}, {n, plural, one {# task} other {# tasks}}", "lane.cell": "{column}, {lane}, {n, plural, one {# task} other {# tasks}}", "lane.none": "There is nothing to show.", 
  "task.laned": "{key} moved to {to}", "tasks.laned": "{n} tasks moved to {to}", "tasks.moved": "{n} tasks moved to {to}",

  // Quick add
  "tasks.added": "{n} tasks added", "quick.hint": "#label @person !priority ~points due:fri", "quick.offers": "What it may be", "quick.understood": "Understood", "quick.newLabel": "Create label “{name}”", "quick.new": "{name} (new)", "quick.remove": "Take it out",
} as const;
