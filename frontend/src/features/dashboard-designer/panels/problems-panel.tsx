/** What the server finds wrong with the draft, each with the way to its place. */
import { useTranslation } from "react-i18next";
import type { DashboardProblem } from "@/lib/report/queries";
import { ProblemList } from "@/ui/designer/problem-list";
import { useDesigner } from "../model/context";
import { tileOf } from "../model/edit";

const tabOf = ({ path }: DashboardProblem) =>
  path[0] === "deliveries" || path[0] === "alerts" ? path[0] : null;

export function ProblemsPanel() {
  const { t } = useTranslation("dashdesign");
  const { problems, definition, select, nameOf, setTab } = useDesigner();
  const placeOf = (problem: DashboardProblem): string => {
    const tile = problem.tile ? tileOf(definition, problem.tile) : undefined;
    if (tile) return nameOf(tile);
    const tab = tabOf(problem);
    return tab ? t(`tab.${tab}`) : t("problems.page");
  };
  const show = (problem: DashboardProblem): void => {
    const tab = tabOf(problem);
    if (tab) setTab(tab);
    else select(problem.tile ? { kind: "tile", key: problem.tile } : null);
  };
  return (
    <ProblemList
      problems={problems.map((problem) => ({ ...problem, place: placeOf(problem) }))}
      onGo={show}
    />
  );
}
