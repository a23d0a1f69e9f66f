/** What is wrong with the flow; a click leads to the place. */
import { useTranslation } from "react-i18next";
import { ProblemList } from "@/ui/designer/problem-list";
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
  const listed = problems.map((problem) => ({
    level: problem.level,
    place: problem.node ? words.node(problem.node) : t("problems.flow"),
    message: words.label(problem.message),
    problem,
  }));
  const go = ({ problem }: { problem: FlowProblem }) => {
    setTab("design");
    select(spotOf(problem));
    const node = problem.node;
    if (node)
      requestAnimationFrame(() =>
        document.getElementById(cardId(node))?.scrollIntoView({ block: "center", inline: "center" }),
      );
  };
  return <ProblemList problems={listed} onGo={readOnly ? undefined : go} />;
}
