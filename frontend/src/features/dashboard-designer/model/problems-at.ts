/** What the server finds wrong with one delivery or alert, by the name of the field. */
import type { DashboardProblem } from "@/lib/report/queries";

export function problemsAt(
  problems: readonly DashboardProblem[],
  part: "deliveries" | "alerts",
  at: number,
): (field: string) => string | null {
  const mine = problems.filter((problem) => problem.path[0] === part && problem.path[1] === at);
  return (field) => mine.find((problem) => problem.path[2] === field)?.message ?? null;
}
