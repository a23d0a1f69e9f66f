/** What stands in the way of publishing, and the word to do it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
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
import { ProblemLines } from "@/ui/designer/problem-lines";
import { PublishFrame } from "@/ui/designer/publish-frame";
import type { PublishDialogProps } from "@/ui/designer/workspace";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";

export function PublishDialog({ onClose, onDone }: PublishDialogProps) {
  const { t } = useTranslation("dashdesign");
  const toast = useToast();
  const client = useQueryClient();
  const { app, dashboard, draft } = useDesigner();
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
    mutationFn: (noted: { note?: string }) =>
      api.post<{ version: number }>(`${path}:publish`, {
        revision: draft.revision(),
        ...noted,
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
  return (
    <PublishFrame
      title={t("publish.title")}
      asked={lint}
      refused={lint.data?.some((problem) => problem.level === "error") ?? false}
      busy={publish.isPending}
      onPublish={publish.mutate}
      onClose={onClose}
    >
      {(problems) =>
        problems.length > 0 ? (
          <ProblemLines problems={problems} />
        ) : (
          <p>{t(draft.server.published_version > 0 ? "publish.next" : "publish.first")}</p>
        )
      }
    </PublishFrame>
  );
}
