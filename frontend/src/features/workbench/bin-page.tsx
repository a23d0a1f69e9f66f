import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { formatAgo, formatDay } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { useApps, useBinApp } from "@/lib/queries/apps";
import { useMe } from "@/lib/queries/session";
import { AppIcon } from "@/ui/app-icon";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { ArchiveList } from "./archive-list";
import { Purge } from "./purge-app";
import styles from "./workbench.module.css";

/** Apps that were uninstalled and can come back, with everything in them. */
export function BinPage() {
  const { t } = useTranslation("workbench");
  const label = useLabel();
  const locale = useLocale();
  const toast = useToast();
  const me = useMe();
  const apps = useApps(true);
  const { restore } = useBinApp();
  return (
    <Page width="text">
      <PageHeader
        title={t("bin.title")}
        description={t("bin.text")}
        crumbs={[{ label: t("title"), to: "/" }]}
      />
      {apps.isPending && <ListSkeleton rows={3} />}
      {apps.isError && !apps.data && <ErrorState error={apps.error} onRetry={() => void apps.refetch()} />}
      {apps.data?.length === 0 && <EmptyState title={t("bin.empty")} />}
      <ul>
        {apps.data?.map((app) => (
          <li key={app.key} className={styles.binRow}>
            <AppIcon icon={app.icon} color={app.color} size={36} />
            <span className={styles.words}>
              <span className={styles.name}>{label(app.label)}</span>
              {app.deleted_at && app.until && (
                <span className={styles.text}>
                  {t("bin.when", {
                    who: app.deleted_by ?? t("bin.somebody"),
                    when: formatAgo(app.deleted_at, locale),
                  })}
                  {" · "}
                  {t("bin.until", { day: formatDay(app.until, locale, me.timezone) })}
                </span>
              )}
            </span>
            <Button
              loading={restore.isPending && restore.variables === app.key}
              onClick={() =>
                restore.mutate(app.key, {
                  onSuccess: () => toast.done(t("bin.restored", { name: label(app.label) })),
                  onError: toast.failed,
                })
              }
            >
              {t("bin.restore")}
            </Button>
            {me.is_admin && <Purge app={app.key} name={label(app.label)} />}
          </li>
        ))}
      </ul>
      {me.is_admin && <ArchiveList />}
    </Page>
  );
}
