/** What is wrong here, in sentences. */
import { CircleAlert, TriangleAlert } from "lucide-react";
import { useLabel } from "@/lib/i18n";
import type { FlowProblem } from "../model/types";
import styles from "../parts/parts.module.css";

export function ProblemLines({ problems }: { problems: FlowProblem[] }) {
  const label = useLabel();
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems}>
      {problems.map((problem, at) => (
        <li key={at} data-level={problem.level}>
          {problem.level === "error" ? (
            <CircleAlert size={14} aria-hidden />
          ) : (
            <TriangleAlert size={14} aria-hidden />
          )}
          <span>{label(problem.message)}</span>
        </li>
      ))}
    </ul>
  );
}
