/** When an alert rang for whom, and since when it is quiet again. */
import { Drawer, Tag } from "antd";
import { BellRing } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useFirings } from "@/lib/report/sharing";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "../deliveries/sending.module.css";

interface Props {
  app: string;
  dashboard: string;
  alert: string;
  title: string;
  onClose: () => void;
}

export function FiringsDrawer({ app, dashboard, alert, title, onClose }: Props) {
  const { t } = useTranslation("deliveries");
  const locale = useLocale();
  const { timezone } = useMe();
  const firings = useFirings(app, dashboard, alert);
  return (
    <Drawer open size={520} title={t("alert.firings", { name: title })} onClose={onClose}>
      {firings.isPending && <ListSkeleton rows={4} />}
      {firings.isError && <ErrorState compact error={firings.error} onRetry={() => void firings.refetch()} />}
      {firings.data?.length === 0 && (
        <EmptyState
          icon={<BellRing size={28} />}
          title={t("alert.no_firings")}
          text={t("alert.no_firings_text")}
        />
      )}
      {firings.data && firings.data.length > 0 && (
        <ul className={styles.list} aria-label={t("alert.firings", { name: title })}>
          {firings.data.map((firing) => (
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
          ))}
        </ul>
      )}
    </Drawer>
  );
}
