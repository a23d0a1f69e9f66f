/** When an alert rang for whom, and since when it is quiet again. */
import { Tag } from "antd";
import { BellRing } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useFirings } from "@/lib/report/sharing";
import { OutcomeDrawer, type OutcomeProps } from "../deliveries/outcome-drawer";
import styles from "../deliveries/sending.module.css";

export function FiringsDrawer({ app, dashboard, of, name, onClose }: OutcomeProps) {
  const { t } = useTranslation("deliveries");
  const locale = useLocale();
  const { timezone } = useMe();
  return (
    <OutcomeDrawer
      title={t("alert.firings", { name })}
      items={useFirings(app, dashboard, of)}
      empty={{
        icon: <BellRing size={28} />,
        title: t("alert.no_firings"),
        text: t("alert.no_firings_text"),
      }}
      line={(firing) => (
        <li key={firing.id}>
          <span className={styles.grow}>{firing.text}</span>
          <Tag color={firing.calmed_at ? undefined : "error"}>
            {t(firing.calmed_at ? "alert.calmed" : "alert.rings")}
          </Tag>
          <span className={styles.why}>
            {formatInstant(firing.fired_at, locale, timezone)}
            {firing.calmed_at &&
              ` · ${t("alert.calm_at", { at: formatInstant(firing.calmed_at, locale, timezone) })}`}
          </span>
        </li>
      )}
      onClose={onClose}
    />
  );
}
