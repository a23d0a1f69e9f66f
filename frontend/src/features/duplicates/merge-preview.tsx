/** What goes with the records, or what stands in the way: the server has tried it. */
import { Alert, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import styles from "./duplicates.module.css";
import type { Preview } from "./types";

const AROUND = ["comments", "reminders", "files", "flows", "followers"] as const;

export function MergePreview({ preview }: { preview: Preview | undefined }) {
  const { t } = useTranslation("duplicates");
  if (!preview) return <Skeleton active title={false} paragraph={{ rows: 1 }} />;
  const { problem, moved } = preview;
  if (problem || !moved)
    return (
      <Alert
        type="error"
        showIcon
        title={t("merge.refused")}
        description={problem?.detail ?? problem?.title}
      />
    );
  const parts = [
    ...moved.links.map((link) => t("moved.links", { count: link.records, form: link.label })),
    ...AROUND.filter((name) => moved[name] > 0).map((name) => t(`moved.${name}`, { count: moved[name] })),
  ];
  return (
    <section className={styles.preview} aria-label={t("moved.title")} aria-live="polite">
      <strong>{t("moved.title")}</strong>
      <span>{parts.length > 0 ? parts.join(t("moved.comma")) : t("moved.nothing")}</span>
      <span className={styles.hint}>{t("moved.bin")}</span>
    </section>
  );
}
