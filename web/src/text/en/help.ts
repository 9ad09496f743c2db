// Texts around the handbook in the application.

export const help = {
  "help.title": "Handbook", "help.contents": "Contents", "help.next": "Next: {title}", "help.before": "Before: {title}", "help.api": "API reference",
} as const;
