/** The values that publishing would change or lose, to keep; for those who may read and export them. */
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { fileNameOf, saveBlob } from "@/lib/save-file";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { draftPath } from "../model/use-draft";
import styles from "./publish.module.css";

interface Counted {
  changed: number;
  lost: number;
  readable?: boolean;
}

export function LossDownload({ values }: { values: Counted[] }) {
  const { t } = useTranslation("uses");
  const toast = useToast();
  const { app, form } = useDesigner();
  const download = useMutation({
    mutationFn: async () => {
      const answer = await api.raw("GET", `${draftPath(app, form)}:losses`, undefined, {
        query: { format: "xlsx" },
      });
      saveBlob(await answer.blob(), fileNameOf(answer) ?? `${form}-losses.xlsx`);
    },
    onError: toast.failed,
  });
  const touched = values.filter(({ changed, lost }) => changed + lost > 0);
  if (touched.length === 0) return null;
  if (!touched.some(({ readable }) => readable))
    return <p className={styles.counts}>{t("losses.unreadable")}</p>;
  return (
    <div>
      <Button
        size="small"
        icon={<Download size={14} />}
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        {t("losses.download")}
      </Button>
    </div>
  );
}
