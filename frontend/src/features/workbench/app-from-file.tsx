import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { ErrorState } from "@/ui/error-state";
import { FileDrop } from "./file-drop";
import type { WayProps } from "./new-app-dialog";
import { useAppFromFile, type UploadState } from "./queries";
import styles from "./workbench.module.css";

export function AppFromFile({ onBack, onClose }: WayProps) {
  const { t } = useTranslation("workbench");
  const navigate = useNavigate();
  const make = useAppFromFile();
  const start = (file: File) =>
    make.mutate(file, {
      onSuccess: ({ app, upload }) => {
        onClose();
        const state: UploadState = { upload };
        void navigate(`/apps/${app}/import`, { state });
      },
    });
  return (
    <>
      <FileDrop
        accept=".xlsx,.xls,.csv"
        text={make.isPending ? t("file.reading") : t("file.drop")}
        hint={t("file.sheet_hint")}
        disabled={make.isPending}
        onFile={start}
      />
      {make.isError && <ErrorState error={make.error} title={t("file.refused")} compact />}
      <div className={styles.buttons}>
        <Button onClick={onBack}>{t("back")}</Button>
      </div>
    </>
  );
}
