/** Lessons that once went wrong, and by what: each is played again for ever. */
export const seeds: { seed: number; what: string }[] = [];
