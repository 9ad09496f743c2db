// Texts of the state of the line, presence, conflicts, what waits to be sent.

export const live = {
  "presence.here": "Here now: {names}", "presence.more": "+{n}", "presence.writes": "{name}, writing",
  "typing.title": "{n, plural, =1 {{a} is changing the title} =2 {{a} and {b} are changing the title} other {# people are changing the title}}",
  "typing.description": "{n, plural, =1 {{a} is editing the description} =2 {{a} and {b} are editing the description} other {# people are editing the description}}",
  "typing.comment": "{n, plural, =1 {{a} is writing a comment} =2 {{a} and {b} are writing comments} other {# people are writing comments}}",
} as const;
