// Texts of the list, bulk edit, filters.

export const list = {
} as const;
