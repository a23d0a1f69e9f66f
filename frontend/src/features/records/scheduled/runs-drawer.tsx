/** What became of each time: how many records, the file while it is kept, or why there is none. */
import { Button, Drawer, Tag } from "antd";
import { Download, History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useRuns, type Schedule } from "./queries";
import { STATE_COLOURS } from "./states";
import styles from "./scheduled.module.css";

interface Props {
  app: string;
  form: string;
  schedule: Schedule;
  zone: string;
  onClose: () => void;
}

export function RunsDrawer({ app, form, schedule, zone, onClose }: Props) {
  const { t } = useTranslation("scheduled");
  const locale = useLocale();
  const phone = usePhone();
  const { data, error, refetch } = useRuns(app, form, schedule.id);
  const at = (instant: string) => formatInstant(instant, locale, zone);
  return (
    <Drawer
      open
      title={t("runs_of", { name: schedule.label })}
      size={phone ? "100%" : 560}
      onClose={onClose}
      closable={{ "aria-label": t("common:action.close") }}
    >
      {error !== null && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && error === null && <ListSkeleton />}
      {data?.length === 0 && (
        <EmptyState icon={<History size={28} aria-hidden />} title={t("no_runs")} text={t("no_runs_text")} />
      )}
      <ul className={styles.list}>
        {data?.map((run) => (
          <li key={run.id} className={styles.run}>
            <div className={styles.grow}>
              <span>
                {at(run.due_at)} <Tag color={STATE_COLOURS[run.state]}>{t(`state.${run.state}`)}</Tag>
              </span>
              <span className={styles.faint}>
                {run.by_hand && `${t("by_hand")} · `}
                {run.records !== null && t("records", { count: run.records })}
                {run.size !== null && ` · ${sizeOf(run.size, locale)}`}
                {run.mails > 0 && ` · ${t("mails", { count: run.mails })}`}
              </span>
              {run.reason && <span className={styles.reason}>{run.reason}</span>}
              {run.file && run.expires_at && (
                <span className={styles.faint}>{t("until", { at: at(run.expires_at) })}</span>
              )}
            </div>
            {run.file && (
              <Button
                icon={<Download size={16} />}
                href={apiUrl(`/files/${run.file}`)}
                aria-label={t("download", { name: run.name ?? "" })}
              />
            )}
          </li>
        ))}
      </ul>
    </Drawer>
  );
}

const UNITS = ["B", "kB", "MB", "GB"];

function sizeOf(bytes: number, locale: string): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  return `${(bytes / 1000 ** step).toLocaleString(locale, { maximumFractionDigits: 1 })} ${UNITS[step]}`;
}
