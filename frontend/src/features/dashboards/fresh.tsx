/** How fresh the numbers are; they renew themselves, so there is no button. */
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { formatDay, formatInstant, formatTime } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import type { DashboardData } from "@/lib/report/queries";
import { usePhone } from "@/lib/use-media";
import { useNow } from "@/lib/use-now";
import styles from "./dashboards.module.css";

export function Fresh({ data, failed }: { data: DashboardData | undefined; failed: boolean }) {
  const { t } = useTranslation("dashboards");
  const locale = useLocale();
  const me = useMe();
  const phone = usePhone();
  const now = useNow();
  if (!data) return null;
  // The row of a phone has room for the time only; another day is said whole.
  const today = formatDay(data.as_of, locale, me.timezone) === formatDay(now, locale, me.timezone);
  const show = phone && today ? formatTime : formatInstant;
  const at = show(data.as_of, locale, me.timezone);
  return (
    <Tooltip title={failed ? t("fresh.failed_text") : t("fresh.text")}>
      <span className={styles.fresh} data-failed={failed || undefined}>
        <span className={styles.pulse} aria-hidden />
        {failed ? t("fresh.failed", { at }) : t("fresh.at", { at })}
      </span>
    </Tooltip>
  );
}
