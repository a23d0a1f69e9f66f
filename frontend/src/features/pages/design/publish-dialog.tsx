/** What stands in the way of publishing, and the word to do it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { pageApi, pageKey, pagesKey, type PageDraft } from "@/lib/pages";
import { appKey } from "@/lib/queries/apps";
import { ProblemLines } from "@/ui/designer/problem-lines";
import { PublishFrame } from "@/ui/designer/publish-frame";
import type { PublishDialogProps } from "@/ui/designer/workspace";
import { useToast } from "@/ui/use-toast";
import { usePageDesigner } from "./context";

export function PublishDialog({ onClose, onDone }: PublishDialogProps) {
  const { t } = useTranslation("pages");
  const toast = useToast();
  const client = useQueryClient();
  const { app, page, draft } = usePageDesigner();
  const path = `${pageApi(app, page)}/draft`;
  // Asked anew: forms and dashboards may have changed since the last save.
  const lint = useQuery({
    queryKey: ["page-lint", app, page],
    queryFn: async () => {
      await draft.flush();
      const saved = await api.get<PageDraft>(path);
      draft.setServer(saved);
      return saved.problems;
    },
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  const publish = useMutation({
    mutationFn: (noted: { note?: string }) =>
      api.post<{ version: number }>(`${path}:publish`, { revision: draft.revision(), ...noted }),
    onSuccess: async ({ version }) => {
      draft.setServer(await api.get<PageDraft>(path));
      await Promise.all(
        [pagesKey(app), pageKey(app, page), appKey(app)].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
      onDone(version);
    },
    onError: toast.failed,
  });
  return (
    <PublishFrame
      title={t("publish_title")}
      asked={lint}
      refused={(lint.data?.length ?? 0) > 0}
      busy={publish.isPending}
      onPublish={publish.mutate}
      onClose={onClose}
    >
      {(problems) =>
        problems.length > 0 ? <ProblemLines problems={problems} /> : <p>{t("publish_text")}</p>
      }
    </PublishFrame>
  );
}
