/** What two versions differ in, in words. */
import { Minus, PencilLine, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFlowDesigner } from "../model/context";
import type { Change, Diff } from "../model/types";
import styles from "./publish.module.css";

const SIGNS = { add: Plus, remove: Minus, change: PencilLine };

export function ChangeList({ diff }: { diff: Diff }) {
  const { t } = useTranslation("flowdesign");
  if (diff.changes.length === 0) return <p className={styles.faint}>{t("diff.nothing")}</p>;
  return (
    <ul className={styles.changes}>
      {diff.changes.map((change, at) => (
        <Line key={at} change={change} />
      ))}
    </ul>
  );
}

function Line({ change }: { change: Change }) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const Sign = SIGNS[change.op];
  const name = words.label(change.label) || change.id;
  const parts = [...new Set(change.parts.map((part) => part.path.split(".")[0]!))];
  return (
    <li data-op={change.op}>
      <Sign size={14} aria-hidden />
      <span>
        {t(`diff.${change.op}`, { what: t(`diff.what.${change.what}`), name })}
        {change.op === "change" && parts.length > 0 && (
          <span className={styles.faint}>
            {" "}
            {words.list(parts.map((part) => t(`diff.part.${part}`, { defaultValue: part })))}
          </span>
        )}
      </span>
    </li>
  );
}
