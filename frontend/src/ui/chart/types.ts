/** The contract of a chart: it draws its part of a figure and says which cell was clicked. */
import type { Cell } from "@/lib/report/figure";

export interface Picked {
  cell: Cell;
  /** What people call the cell, when the chart knows it. */
  name?: string;
}

export interface ChartProps<Page> {
  page: Page;
  /** Absent: nothing can be clicked. */
  onPick?: (picked: Picked) => void;
  /** The cell that filters the other tiles now. */
  picked?: Cell | null;
  colours: readonly string[];
  /** What the chart is called, for screen readers. */
  label: string;
}

export const sameCell = (one: Cell | null | undefined, other: Cell | null | undefined): boolean =>
  !!one && !!other && JSON.stringify(one) === JSON.stringify(other);
