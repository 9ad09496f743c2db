// Texts of the palette, search, recent and favourite things.

export const find = {
} as const;
