/** What stands in the way of publishing, and the word to do it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { appKey } from "@/lib/queries/apps";
import {
  DASHBOARD_DATA,
  dashboardKey,
  dashboardPath,
  dashboardsKey,
  type DashboardDraft,
} from "@/lib/report/queries";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import styles from "../designer.module.css";
import { useDesigner } from "../model/context";

interface Props {
  onClose: () => void;
  onDone: (version: number) => void;
}

export function PublishDialog({ onClose, onDone }: Props) {
  const { t } = useTranslation("dashdesign");
  const toast = useToast();
  const client = useQueryClient();
  const { app, dashboard, draft } = useDesigner();
  const [note, setNote] = useState("");
  const path = `${dashboardPath(app, dashboard)}/draft`;
  // Asked anew: forms may have changed since the last save.
  const lint = useQuery({
    queryKey: ["dashboard-lint", app, dashboard],
    queryFn: async () => {
      await draft.flush();
      const saved = await api.get<DashboardDraft>(path);
      draft.setServer(saved);
      return saved.problems;
    },
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  const publish = useMutation({
    mutationFn: () =>
      api.post<{ version: number }>(`${path}:publish`, {
        revision: draft.revision(),
        ...(note.trim() ? { note: note.trim() } : {}),
      }),
    onSuccess: async ({ version }) => {
      draft.setServer(await api.get<DashboardDraft>(path));
      await Promise.all([
        client.invalidateQueries({ queryKey: dashboardsKey(app) }),
        client.invalidateQueries({ queryKey: dashboardKey(app, dashboard) }),
        client.invalidateQueries({ queryKey: appKey(app) }),
      ]);
      client.removeQueries({ queryKey: [...DASHBOARD_DATA, app, dashboard] });
      onDone(version);
    },
    onError: toast.failed,
  });
  const errors = lint.data?.some((problem) => problem.level === "error") ?? false;
  return (
    <Modal
      open
      title={t("publish.title")}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t("publish.cancel")}
        </Button>,
        <Button
          key="ok"
          type="primary"
          disabled={!lint.data || errors}
          loading={publish.isPending}
          onClick={() => publish.mutate()}
        >
          {t("publish.ok")}
        </Button>,
      ]}
    >
      {lint.isPending && <ListSkeleton rows={2} />}
      {lint.isError && <ErrorState compact error={lint.error} onRetry={() => void lint.refetch()} />}
      {lint.data && (
        <div className={styles.publish}>
          {lint.data.length > 0 ? (
            <ul>
              {lint.data.map((problem, at) => (
                <li key={at} className={styles.lint} data-level={problem.level}>
                  <CircleAlert size={14} aria-hidden />
                  <span>{problem.message}</span>
                </li>
              ))}
            </ul>
          ) : (
            <p>{t(draft.server.published_version > 0 ? "publish.next" : "publish.first")}</p>
          )}
          <Input
            value={note}
            maxLength={500}
            placeholder={t("publish.note")}
            aria-label={t("publish.note")}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
      )}
    </Modal>
  );
}
