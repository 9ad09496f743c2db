// Texts of the documentation in the application.

export const help = {
} as const;
