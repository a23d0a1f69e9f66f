/** Opens the export of a list. */
import { Button } from "antd";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";

export function ExportButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation("records");
  return (
    <Button type="text" icon={<Download size={16} />} aria-label={t("export.title")} onClick={onClick}>
      {t("export.title")}
    </Button>
  );
}
