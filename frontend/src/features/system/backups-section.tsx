import { Button, Tag } from "antd";
import { DatabaseBackup } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useBackups, useMakeBackup } from "./queries";
import styles from "./system.module.css";
import type { Backup } from "./types";

/** Backups and drills of which the installation knows; one more can be asked for. */
export function BackupsSection() {
  const { t } = useTranslation("system");
  const toast = useToast();
  const backups = useBackups();
  const make = useMakeBackup();
  const found = backups.data;
  const start = () =>
    make.mutate(undefined, { onSuccess: () => toast.done(t("backups.asked")), onError: toast.failed });
  return (
    <Section
      title={t("backups.title")}
      text={found && (found.ready ? t("backups.text") : t("backups.off"))}
      extra={
        found?.ready && (
          <Button disabled={found.running} loading={make.isPending} onClick={start}>
            {found.running ? t("backups.running") : t("backups.make")}
          </Button>
        )
      }
    >
      {backups.isPending && <ListSkeleton rows={3} />}
      {backups.isError && <ErrorState error={backups.error} onRetry={() => void backups.refetch()} compact />}
      {found?.items.length === 0 && (
        <EmptyState compact icon={<DatabaseBackup size={28} />} title={t("backups.nothing")} />
      )}
      {found && found.items.length > 0 && (
        <ul className={styles.list}>
          {found.items.map((one) => (
            <BackupRow key={one.kind + one.at} one={one} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function BackupRow({ one }: { one: Backup }) {
  const { t } = useTranslation("system");
  const locale = useLocale();
  const { timezone } = useMe();
  const facts = [
    one.rows !== null && t("backups.rows", { count: one.rows }),
    one.files !== null && t("backups.files", { count: one.files }),
    one.encrypted === false && t("backups.open"),
    one.seconds !== null && t("backups.seconds", { seconds: one.seconds }),
  ];
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <span>
          <Tag color={one.kind === "drilled" ? "green" : undefined}>{t(`backups.${one.kind}`)}</Tag>{" "}
          {formatInstant(one.at, locale, timezone)}
        </span>
        <span className={styles.muted}>{[one.name, ...facts].filter(Boolean).join(" · ")}</span>
      </div>
    </li>
  );
}
