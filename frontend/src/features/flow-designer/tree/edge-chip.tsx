/** When a way is taken, on the way itself. */
import { useTranslation } from "react-i18next";
import type { Chip } from "@/lib/flow-design/drawing";
import { placed } from "@/ui/flow-drawing/drawing-view";
import { edgeProblems, useFlowDesigner } from "../model/context";
import { edgeWords } from "../model/edge-words";
import styles from "./tree.module.css";

export function EdgeChip({ chip }: { chip: Chip }) {
  const { t } = useTranslation("flowdesign");
  const { definition, words, selection, select, problems } = useFlowDesigner();
  const { text, open } = edgeWords(definition, chip.edge, words);
  const own = edgeProblems(problems, chip.edge);
  const selected = selection?.kind === "edge" && selection.edge === chip.edge;
  const told = own.map((problem) => words.label(problem.message)).join(" ");
  return (
    <button
      type="button"
      className={styles.chip}
      style={placed(chip)}
      data-kind={chip.kind}
      data-open={open || undefined}
      data-selected={selected || undefined}
      data-level={own[0]?.level}
      data-edge={chip.edge}
      aria-pressed={selected}
      aria-label={t("edge.chip", { text, problems: told })}
      title={told || text}
      onClick={() => select({ kind: "edge", edge: chip.edge })}
    >
      {text}
    </button>
  );
}
