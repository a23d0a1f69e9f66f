/** What is wrong with the flow; a click leads to the place. */
import { CircleAlert, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "../flow-designer.module.css";
import { useFlowDesigner } from "../model/context";
import type { FlowProblem, Selection } from "../model/types";
import { cardId } from "../tree/card-id";

function spotOf(problem: FlowProblem): Selection {
  if (problem.edge !== null) return { kind: "edge", edge: problem.edge };
  if (problem.node) return { kind: "node", id: problem.node };
  return problem.path?.[0] === "trigger" || problem.path?.[0] === "form" ? { kind: "trigger" } : null;
}

export function ProblemsPanel() {
  const { t } = useTranslation("flowdesign");
  const { problems, words, select, setTab, readOnly } = useFlowDesigner();
  if (problems.length === 0) return null;
  const errors = problems.filter((problem) => problem.level === "error").length;
  const go = (problem: FlowProblem) => {
    setTab("design");
    select(spotOf(problem));
    const node = problem.node;
    if (node)
      requestAnimationFrame(() =>
        document.getElementById(cardId(node))?.scrollIntoView({ block: "center", inline: "center" }),
      );
  };
  return (
    <details className={styles.problems}>
      <summary data-level={errors > 0 ? "error" : "warning"}>
        {errors > 0 ? <CircleAlert size={14} aria-hidden /> : <TriangleAlert size={14} aria-hidden />}
        {t("problems.title", { count: problems.length })}
      </summary>
      <ul>
        {problems.map((problem, at) => (
          <li key={at}>
            <button type="button" data-level={problem.level} disabled={readOnly} onClick={() => go(problem)}>
              <span className={styles.problemPlace}>
                {problem.node ? words.node(problem.node) : t("problems.flow")}
              </span>
              {words.label(problem.message)}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
