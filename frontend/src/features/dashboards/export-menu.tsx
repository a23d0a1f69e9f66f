/** The whole page as one file. */
import { Button, Dropdown } from "antd";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { usePhone } from "@/lib/use-media";
import type { BoardState } from "./use-board";
import { useExport } from "./use-export";

export function ExportMenu({ board }: { board: BoardState }) {
  const { t } = useTranslation("dashboards");
  const phone = usePhone();
  const exporting = useExport(board);
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: (["pdf", "xlsx"] as const).map((format) => ({ key: format, label: t(`format.${format}`) })),
        onClick: ({ key }) => exporting.mutate({ format: key }),
      }}
    >
      <Button icon={<Download size={16} />} loading={exporting.isPending} aria-label={t("menu.export")}>
        {!phone && t("menu.export")}
      </Button>
    </Dropdown>
  );
}
