/** The paper with a real record on it, set anew when the template rests. */
import { Alert, Spin } from "antd";
import { FileSpreadsheet, FileType2, Printer } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePrintPreview } from "@/lib/printing/queries";
import type { Print, PrintKind } from "@/lib/printing/types";
import { useDebounced } from "@/lib/use-debounced";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ScrollRegion } from "@/ui/scroll-region";
import { useDesigner } from "../model/context";
import styles from "./prints.module.css";

/** Templates that are files have no preview. */
const ICONS: Partial<Record<PrintKind, ReactNode>> = {
  docx: <FileType2 size={28} />,
  xlsx: <FileSpreadsheet size={28} />,
};

export function PrintPreview({ template }: { template: Print }) {
  const { t } = useTranslation("prints");
  const { app, form, published } = useDesigner();
  const rested = useDebounced(template, 700);
  const preview = usePrintPreview(app, form, rested, null, published !== null);
  const { data } = preview;
  const uploaded = ICONS[template.kind ?? "page"];
  const problems = data?.problems ?? [];
  return (
    <ScrollRegion className={styles.preview} label={t("preview.title")} aria-busy={preview.isFetching}>
      {preview.isFetching && <Spin className={styles.spin} />}
      {problems.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("preview.problems")}
          description={
            <ul>
              {[...new Set(problems.map((each) => each.message))].map((message) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          }
        />
      )}
      {!published && (
        <EmptyState
          icon={<Printer size={28} />}
          title={t("preview.unpublished")}
          text={t("preview.publish")}
        />
      )}
      {preview.isError && <ErrorState compact error={preview.error} onRetry={() => void preview.refetch()} />}
      {data && !data.record && (
        <EmptyState icon={<Printer size={28} />} title={t("preview.no_record")} text={t("preview.add")} />
      )}
      {uploaded && data?.record && (
        <EmptyState
          icon={uploaded}
          title={t(`preview.${template.kind}`)}
          text={t(`preview.${template.kind}_text`)}
        />
      )}
      {data?.pages.map((page, at) => (
        <img
          key={at}
          className={styles.page}
          data-labels={template.kind === "labels" || undefined}
          src={`data:image/png;base64,${page}`}
          alt={t("preview.page", { number: at + 1 })}
        />
      ))}
    </ScrollRegion>
  );
}
