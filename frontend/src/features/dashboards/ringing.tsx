/** The alerts of a dashboard that ring now, above its tiles. */
import { Alert } from "antd";
import { BellRing } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Ringing } from "@/lib/report/queries";
import styles from "./dashboards.module.css";

export function RingingAlerts({ items }: { items: Ringing[] }) {
  const { t } = useTranslation("dashboards");
  const label = useLabel();
  if (items.length === 0) return null;
  return (
    <section className={styles.ringing} aria-label={t("ringing")}>
      {items.map((item) => (
        <Alert
          key={`${item.alert} ${item.fired_at}`}
          type="warning"
          showIcon
          icon={<BellRing size={16} aria-hidden />}
          title={label(item.label)}
          description={label(item.text)}
        />
      ))}
    </section>
  );
}
