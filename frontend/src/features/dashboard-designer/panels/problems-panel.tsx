/** What the server finds wrong with the draft, each with the way to its place. */
import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DashboardProblem } from "@/lib/report/queries";
import styles from "../designer.module.css";
import { useDesigner } from "../model/context";
import { tileOf } from "../model/edit";

const tabOf = ({ path }: DashboardProblem) =>
  path[0] === "deliveries" || path[0] === "alerts" ? path[0] : null;

export function ProblemsPanel() {
  const { t } = useTranslation("dashdesign");
  const { problems, definition, select, nameOf, setTab } = useDesigner();
  if (problems.length === 0) return null;
  const errors = problems.filter((problem) => problem.level === "error").length;
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
    <details className={styles.problems}>
      <summary data-level={errors > 0 ? "error" : "warning"}>
        <CircleAlert size={16} aria-hidden />
        {errors > 0
          ? t("problems.errors", { count: errors })
          : t("problems.warnings", { count: problems.length })}
      </summary>
      <ul>
        {problems.map((problem, at) => (
          <li key={at}>
            <button type="button" data-level={problem.level} onClick={() => show(problem)}>
              <span className={styles.problemPlace}>{placeOf(problem)}</span>
              <span>{problem.message}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
