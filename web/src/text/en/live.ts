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

  "strip.old": "You see this as of {at}. Changes you make are kept here and sent later.",
  "tray.title": "{n, plural, =0 {Everything is done} one {# change was not done} other {# changes were not done}}", "tray.body": "They were made while the server did not answer, and it would not take them later. They stay here until you say what becomes of them.",
  "tray.empty": "Nothing is left here.", "tray.again": "Try again", "tray.edit": "Change the text", "tray.discard": "Let go", "tray.text": "Your text", "tray.refused": "The server refused it.",
  "signout.unsent.title": "Sign out with {n, plural, one {# change} other {# changes}} not sent?", "signout.unsent.body": "{n, plural, one {It stays} other {They stay}} in this browser and {n, plural, one {is} other {are}} sent when you sign in here again. Nobody else who uses this browser sees or sends them.",
  "reset.done": "Loaded again: more had changed than could be caught up with. What you changed yourself is kept.",
} as const;
