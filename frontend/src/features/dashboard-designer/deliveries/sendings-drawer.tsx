/** To whom it went and when; what did not go says why. */
import { Drawer, Tag } from "antd";
import { Mail } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useSendings } from "@/lib/report/sharing";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PersonAvatar } from "@/ui/person-avatar";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./sending.module.css";
import { STATE_COLOURS } from "./states";

interface Props {
  app: string;
  dashboard: string;
  delivery: string;
  title: string;
  onClose: () => void;
}

export function SendingsDrawer({ app, dashboard, delivery, title, onClose }: Props) {
  const { t } = useTranslation("deliveries");
  const locale = useLocale();
  const { timezone } = useMe();
  const sendings = useSendings(app, dashboard, delivery);
  return (
    <Drawer open size={520} title={t("sendings", { name: title })} onClose={onClose}>
      {sendings.isPending && <ListSkeleton rows={4} />}
      {sendings.isError && (
        <ErrorState compact error={sendings.error} onRetry={() => void sendings.refetch()} />
      )}
      {sendings.data?.length === 0 && (
        <EmptyState icon={<Mail size={28} />} title={t("no_sendings")} text={t("no_sendings_text")} />
      )}
      {sendings.data && sendings.data.length > 0 && (
        <ul className={styles.list} aria-label={t("sendings", { name: title })}>
          {sendings.data.map((sending) => (
            <li key={`${sending.due_at}${sending.person}${sending.by_hand}`}>
              <PersonAvatar id={sending.person} name={sending.name} size={24} />
              <span className={styles.grow}>
                {sending.name}
                <span className={styles.faint}>
                  {" "}
                  {formatInstant(sending.due_at, locale, timezone)}
                  {sending.by_hand && ` · ${t("by_hand")}`}
                </span>
              </span>
              <Tag color={STATE_COLOURS[sending.state]}>{t(`state.${sending.state}`)}</Tag>
              {(sending.reason ?? (sending.state === "dropped" ? t("dropped_text") : null)) && (
                <span className={styles.why}>{sending.reason ?? t("dropped_text")}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Drawer>
  );
}
