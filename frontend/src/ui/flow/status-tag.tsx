import { useTranslation } from "react-i18next";
import type { InstanceRow } from "@/lib/flow/types";
import styles from "./flow.module.css";

/** «In progress», or how it ended; a failed step and a stuck instance say so. */
export function StatusTag({
  instance,
}: {
  instance: Pick<InstanceRow, "status" | "result" | "failed" | "stuck">;
}) {
  const { t } = useTranslation("flows");
  const { status, result, failed, stuck } = instance;
  if (status === "running") {
    const state = stuck ? "stuck" : failed > 0 ? "failed" : "running";
    return (
      <span className={styles.tag} data-state={state}>
        {t(`status.${state}`)}
      </span>
    );
  }
  return (
    <span className={styles.tag} data-state={result ?? "done"}>
      {t(`status.${result ?? "done"}`)}
    </span>
  );
}
