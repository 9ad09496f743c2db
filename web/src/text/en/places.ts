// Texts of projects, people, settings, import, trash, the sample.

export const places = {
} as const;
