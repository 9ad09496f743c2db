// Texts of one's own profile, tokens and settings.

export const account = {
} as const;
