/** Published versions: who, when, what for, what was changed; any of them can become the draft again. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { GitCompare, RotateCcw, Undo2 } from "lucide-react";
import { useState } from "react";
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
import styles from "../flow-designer.module.css";
import { useFlowDesigner } from "../model/context";
import { flowPath } from "../model/queries";
import type { Diff, FlowDraft, FlowVersion } from "../model/types";
import { ChangeList } from "./change-list";

const idOf = (by: FlowVersion["published_by"]): string | null =>
  typeof by === "object" ? (by?.id ?? null) : by;

export function VersionsTab() {
  const { t } = useTranslation("flowdesign");
  const toast = useToast();
  const { app, flow, draft } = useFlowDesigner();
  const path = flowPath(app, flow);
  const versions = useQuery({
    queryKey: ["flow-versions", app, flow, draft.server.published_version],
    queryFn: () => api.get<{ items: FlowVersion[] }>(`${path}/versions`),
  });
  const ids = (versions.data?.items ?? []).flatMap((version) => idOf(version.published_by) ?? []);
  const people = useDirectory("", [...new Set(ids)]);
  const discard = useMutation({
    mutationFn: async () => {
      await draft.flush();
      return api.post<FlowDraft>(`${path}/draft:discard`);
    },
    onSuccess: (next) => {
      draft.replace(next);
      toast.done(t("versions.discarded"));
    },
    onError: toast.failed,
  });
  if (versions.isPending) return <ListSkeleton rows={4} />;
  if (versions.isError) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />;
  const nameOf = (by: FlowVersion["published_by"]): string =>
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
          <Button icon={<Undo2 size={16} />} loading={discard.isPending} onClick={() => discard.mutate()}>
            {t("versions.discard")}
          </Button>
        )}
      </header>
      {versions.data.items.length === 0 && (
        <EmptyState compact title={t("versions.none")} text={t("versions.none_text")} />
      )}
      <ol className={styles.versions}>
        {versions.data.items.map((version) => (
          <Version key={version.n} version={version} by={nameOf(version.published_by)} />
        ))}
      </ol>
    </div>
  );
}

function Version({ version, by }: { version: FlowVersion; by: string }) {
  const { t } = useTranslation("flowdesign");
  const locale = useLocale();
  const me = useMe();
  const toast = useToast();
  const { app, flow, draft } = useFlowDesigner();
  const [open, setOpen] = useState(false);
  const path = flowPath(app, flow);
  const diff = useQuery({
    queryKey: ["flow-diff", app, flow, version.n, draft.definition],
    queryFn: async () => {
      await draft.flush();
      return api.get<Diff>(`${path}/diff`, { query: { from: version.n, to: 0 } });
    },
    enabled: open,
    gcTime: 0,
  });
  const restore = useMutation({
    mutationFn: () => api.post<FlowDraft>(`${path}/versions/${version.n}:restore`),
    onSuccess: (next) => {
      draft.replace(next);
      toast.done(t("versions.restored"));
    },
    onError: toast.failed,
  });
  return (
    <li>
      <div className={styles.version}>
        <span className={styles.grow}>
          <strong>{t("versions.number", { number: version.n })}</strong>{" "}
          {version.current && <Tag>{t("versions.current")}</Tag>}
          {version.running > 0 && <Tag>{t("versions.running", { count: version.running })}</Tag>}
          <span className={styles.faint}>
            {by} {formatInstant(version.published_at, locale, me.timezone)}
          </span>
          {version.note && <span className={styles.faint}> · {version.note}</span>}
        </span>
        <Button
          size="small"
          type="text"
          icon={<GitCompare size={14} />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t("versions.compare")}
        </Button>
        <Button
          size="small"
          icon={<RotateCcw size={14} />}
          loading={restore.isPending}
          onClick={() => restore.mutate()}
        >
          {t("versions.restore")}
        </Button>
      </div>
      {open && diff.data && <ChangeList diff={diff.data} />}
      {open && diff.isError && <ErrorState compact error={diff.error} />}
    </li>
  );
}
