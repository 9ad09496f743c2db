// Texts of the task: panel, page, editor, comments, links, files.

export const task = {
} as const;
