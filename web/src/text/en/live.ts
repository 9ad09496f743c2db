// Texts of the state of the line, presence, conflicts, what waits to be sent.

export const live = {
} as const;
