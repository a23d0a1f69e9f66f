/** What was published when and by whom, and the way back. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { RotateCcw, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useDirectory } from "@/lib/queries/directory";
import { useMe } from "@/lib/queries/session";
import { dashboardPath, type DashboardDraft, type DashboardVersion } from "@/lib/report/queries";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import styles from "../designer.module.css";
import { useDesigner } from "../model/context";

const idOf = (by: DashboardVersion["published_by"]) => (typeof by === "string" ? by : null);

export function VersionsTab() {
  const { t } = useTranslation("dashdesign");
  const locale = useLocale();
  const me = useMe();
  const toast = useToast();
  const { app, dashboard, draft } = useDesigner();
  const path = dashboardPath(app, dashboard);
  const versions = useQuery({
    queryKey: ["dashboard-versions", app, dashboard, draft.server.published_version],
    queryFn: () => api.get<{ items: DashboardVersion[] }>(`${path}/versions`),
  });
  const ids = (versions.data?.items ?? []).flatMap((version) => idOf(version.published_by) ?? []);
  const people = useDirectory("", [...new Set(ids)]);
  const replace = useMutation({
    mutationFn: async ({ act }: { act: string; done: string }) => {
      await draft.flush();
      return api.post<DashboardDraft>(`${path}/${act}`);
    },
    onSuccess: (next, { done }) => {
      draft.replace(next);
      toast.done(done);
    },
    onError: toast.failed,
  });
  if (versions.isPending) return <ListSkeleton rows={4} />;
  if (versions.isError) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />;
  const nameOf = (by: DashboardVersion["published_by"]): string =>
    typeof by === "object"
      ? (by?.name ?? "")
      : (people.data?.people.find((person) => person.id === by)?.name ?? "");
  return (
    <div className={styles.tab}>
      <header className={styles.tabHead}>
        <div>
          <h2>{t("versions.title")}</h2>
          <p className={styles.faint}>{t("versions.text")}</p>
        </div>
        {draft.server.published_version > 0 && (
          <Button
            icon={<Undo2 size={16} />}
            loading={replace.isPending && replace.variables.act === "draft:discard"}
            onClick={() => replace.mutate({ act: "draft:discard", done: t("versions.discarded") })}
          >
            {t("versions.discard")}
          </Button>
        )}
      </header>
      {versions.data.items.length === 0 && (
        <EmptyState compact title={t("versions.none")} text={t("versions.none_text")} />
      )}
      <ol className={styles.versions}>
        {versions.data.items.map((version) => (
          <li key={version.n}>
            <span className={styles.grow}>
              <strong>{t("versions.number", { number: version.n })}</strong>{" "}
              {version.current && <Tag>{t("versions.current")}</Tag>}
              <span className={styles.faint}>
                {nameOf(version.published_by)} {formatInstant(version.published_at, locale, me.timezone)}
              </span>
              {version.note && <span className={styles.faint}> · {version.note}</span>}
            </span>
            <Button
              size="small"
              icon={<RotateCcw size={14} />}
              aria-label={t("versions.restore_number", { number: version.n })}
              onClick={() =>
                replace.mutate({ act: `versions/${version.n}:restore`, done: t("versions.restored") })
              }
            >
              {t("versions.restore")}
            </Button>
          </li>
        ))}
      </ol>
    </div>
  );
}
