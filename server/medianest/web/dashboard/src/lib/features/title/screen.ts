/** How many posters of a grid stand on the first screen, so that they are not waited for. */
export const ON_FIRST_SCREEN = 12;
