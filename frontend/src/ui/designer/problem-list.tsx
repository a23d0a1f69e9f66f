/** What the server finds wrong with a draft; a click leads to the place. */
import { CircleAlert, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "./problem-list.module.css";

export interface ListedProblem {
  level: "error" | "warning";
  /** What it is about, in the words of the draft. */
  place: string;
  message: string;
}

interface Props<P extends ListedProblem> {
  problems: P[];
  open?: boolean;
  /** Absent where the draft is only looked at. */
  onGo?: (problem: P) => void;
}

export function ProblemList<P extends ListedProblem>({ problems, open, onGo }: Props<P>) {
  const { t } = useTranslation("drafting");
  if (problems.length === 0) return null;
  const errors = problems.some((problem) => problem.level === "error");
  return (
    <details className={styles.problems} open={open}>
      <summary data-level={errors ? "error" : "warning"}>
        {errors ? <CircleAlert size={14} aria-hidden /> : <TriangleAlert size={14} aria-hidden />}
        {t("problems.title", { count: problems.length })}
      </summary>
      <ul>
        {problems.map((problem, at) => (
          <li key={at}>
            <button type="button" data-level={problem.level} disabled={!onGo} onClick={() => onGo?.(problem)}>
              <span className={styles.place}>{problem.place}</span>
              {problem.message}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
