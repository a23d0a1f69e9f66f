/** Published versions: who, when, what for; any of them can become the draft again. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { RotateCcw, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useDirectory } from "@/lib/queries/directory";
import { useMe } from "@/lib/queries/session";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import type { Draft } from "../model/types";
import styles from "../rules/rules.module.css";

interface Version {
  n: number;
  published_at: string;
  published_by: string | { id: string; name: string } | null;
  note: string | null;
  current?: boolean;
}

const idOf = (by: Version["published_by"]): string | null => (typeof by === "object" ? (by?.id ?? null) : by);

export function VersionsTab() {
  const { t } = useTranslation("designer");
  const locale = useLocale();
  const me = useMe();
  const toast = useToast();
  const { app, form, draft } = useDesigner();
  const path = `/apps/${app}/forms/${form}`;
  const versions = useQuery({
    queryKey: ["form-versions", app, form, draft.server.published_version],
    queryFn: () => api.get<{ items: Version[] }>(`${path}/versions`),
  });
  const ids = (versions.data?.items ?? []).flatMap((version) => idOf(version.published_by) ?? []);
  const people = useDirectory("", [...new Set(ids)]);
  const restore = useMutation({
    mutationFn: (n: number) => api.post<Draft>(`${path}/versions/${n}:restore`),
    onSuccess: (next) => {
      draft.replace(next);
      toast.done(t("versions.restored"));
    },
    onError: toast.failed,
  });
  const discard = useMutation({
    mutationFn: async () => {
      await draft.flush();
      return api.post<Draft>(`${path}/draft:discard`);
    },
    onSuccess: (next) => {
      draft.replace(next);
      toast.done(t("versions.discarded"));
    },
    onError: toast.failed,
  });
  if (versions.isPending) return <ListSkeleton rows={4} />;
  if (versions.isError) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />;
  const nameOf = (by: Version["published_by"]): string =>
    typeof by === "object"
      ? (by?.name ?? "")
      : (people.data?.people.find((person) => person.id === by)?.name ?? "");
  return (
    <div className={styles.tab}>
      <header className={styles.head}>
        <div>
          <h2>{t("versions.title")}</h2>
          <p className={styles.faint}>{t("versions.text")}</p>
        </div>
        {!!draft.server.published_version && (
          <Button icon={<Undo2 size={16} />} loading={discard.isPending} onClick={() => discard.mutate()}>
            {t("versions.discard")}
          </Button>
        )}
      </header>
      {versions.data.items.length === 0 && (
        <EmptyState compact title={t("versions.none")} text={t("versions.none_text")} />
      )}
      <ol>
        {versions.data.items.map((version) => (
          <li key={version.n} className={styles.row}>
            <span>
              <strong>{t("versions.number", { number: version.n })}</strong>{" "}
              {version.n === draft.server.published_version && (
                <Tag color="success">{t("versions.current")}</Tag>
              )}
              <span className={styles.faint}>
                {nameOf(version.published_by)} {formatInstant(version.published_at, locale, me.timezone)}
              </span>
              {version.note && <span className={styles.faint}> · {version.note}</span>}
            </span>
            <Button
              size="small"
              icon={<RotateCcw size={14} />}
              loading={restore.isPending && restore.variables === version.n}
              onClick={() => restore.mutate(version.n)}
            >
              {t("versions.restore")}
            </Button>
          </li>
        ))}
      </ol>
    </div>
  );
}
