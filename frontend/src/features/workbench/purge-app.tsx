/** Administrators delete an uninstalled app for good, after they were told what goes with it. */
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { useArchiving } from "./archives";

interface Told {
  forms: number;
  records: number;
  files: number;
}

export function Purge({ app, name }: { app: string; name: string }) {
  const { t } = useTranslation("workbench");
  const toast = useToast();
  const confirm = useConfirmDanger();
  const { purge } = useArchiving();
  const run = () =>
    purge
      .mutateAsync(app)
      .then(() => toast.done(t("bin.purged", { name })))
      .catch(toast.failed);
  const ask = useMutation({
    mutationFn: () => api.get<Told>(`/apps/${app}/purge`),
    onSuccess: ({ forms, records, files }) =>
      confirm({
        title: t("bin.purge_title", { name }),
        text: t("bin.purge_text", { forms, records, files }),
        action: t("bin.purge"),
        type: app,
        run,
      }),
    onError: toast.failed,
  });
  return (
    <Button
      type="text"
      danger
      icon={<Trash2 size={16} />}
      loading={ask.isPending || purge.isPending}
      aria-label={t("bin.purge_title", { name })}
      onClick={() => ask.mutate()}
    />
  );
}
