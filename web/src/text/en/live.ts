// Texts of the state of the line, presence, conflicts, what waits to be sent.

export const live = {
  "presence.here": "Here now: {names}", "presence.more": "+{n}", "presence.writes": "{name}, writing",
  "typing.title": "{n, plural, =1 {{a} is changing the title} =2 {{a} and {b} are changing the title} other {# people are changing the title}}",
  "typing.description": "{n, plural, =1 {{a} is editing the description} =2 {{a} and {b} are editing the description} other {# people are editing the description}}",
  "typing.comment": "{n, plural, =1 {{a} is writing a comment} =2 {{a} and {b} are writing comments} other {# people are writing comments}}",

  // Two at the same
  "conflict.to": "{name} changed {field} to {to}.", "conflict.to.of": "{key}: {name} changed {field} to {to}.", "conflict.none": "{name} took {field} away.", "conflict.none.of": "{key}: {name} took {field} away.",
  "conflict.restore": "Restore mine", "conflict.parent": "Parent", "conflict.you": "You",
  "conflict.undo": "{n, plural, one {{name} changed {field} since} other {{name} changed {field} since, and more was changed}}",

  // What waits to be sent
  "unsent.kept": "{what}. It is kept here and sent when the line is back.",
  "unsent.change": "A change", "unsent.tooOld": "It waited for more than {n} days and was not sent by itself.", "unsent.full": "More than 5 MB of changes wait to be sent. Connect, and they are.",
} as const;
