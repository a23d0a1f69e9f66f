/** Enter on a cell with a button presses it. → whether there was one */
export function pressedAt(grid: HTMLElement | null, spot: { row: number; column: number }): boolean {
  const cell = `[data-row="${spot.row}"] [data-column="${spot.column}"]`;
  const button = grid?.querySelector<HTMLButtonElement>(`${cell} button[data-press]`);
  button?.click();
  return !!button;
}
