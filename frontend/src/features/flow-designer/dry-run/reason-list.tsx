/** Why a flow starts or doesn't, point by point. */
import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFlowDesigner } from "../model/context";
import type { Reason } from "../model/types";
import styles from "./dry-run.module.css";

export function ReasonList({ reasons }: { reasons: Reason[] }) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  return (
    <ul className={styles.reasons}>
      {reasons.map((reason, at) => (
        <li key={at} data-ok={reason.ok || undefined}>
          {reason.ok ? (
            <Check size={14} aria-label={t("why.ok")} />
          ) : (
            <X size={14} aria-label={t("why.not_ok")} />
          )}
          <span>{words.label(reason.text)}</span>
        </li>
      ))}
    </ul>
  );
}
