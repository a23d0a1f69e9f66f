/** What is wrong here, in sentences. */
import { CircleAlert, TriangleAlert } from "lucide-react";
import { useLabel } from "@/lib/i18n";
import type { Label } from "@/lib/types";
import styles from "./problem-lines.module.css";

interface Props {
  problems: { level: "error" | "warning"; message: Label }[];
}

export function ProblemLines({ problems }: Props) {
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
