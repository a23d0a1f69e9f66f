/** Sizes that several parts of the grid must agree on, in pixels. */
export const CHECK_WIDTH = 48;
export const HEAD_HEIGHT = 36;
