import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/error-state";
import { FileDrop } from "./file-drop";
import { Installing } from "./installing";
import type { WayProps } from "./new-app-dialog";
import { useUploadPackage } from "./queries";
import styles from "./workbench.module.css";

export function AppFromPackage({ onBack, onClose }: WayProps) {
  const { t } = useTranslation("workbench");
  const upload = useUploadPackage();
  if (upload.data) return <Installing job={upload.data.id} onClose={onClose} />;
  return (
    <>
      <FileDrop
        accept=".zip"
        text={upload.isPending ? t("file.reading") : t("file.drop")}
        hint={t("file.package_hint")}
        disabled={upload.isPending}
        onFile={(file) => upload.mutate(file)}
      />
      {upload.isError && <ErrorState error={upload.error} title={t("file.refused")} compact />}
      <div className={styles.buttons}>
        <Button onClick={onBack}>{t("back")}</Button>
      </div>
    </>
  );
}
