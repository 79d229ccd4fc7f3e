/** The steps of most rating systems; whoever may see everything has no limit. */
export const AGE_LIMITS: readonly number[] = [0, 6, 10, 12, 14, 16, 17];
