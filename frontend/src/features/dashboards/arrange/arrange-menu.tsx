/** One's own arrangement of a dashboard: made, changed, or given up. */
import { Button, Dropdown } from "antd";
import { LayoutGrid } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useOwnLayout } from "@/lib/report/queries";
import { usePhone } from "@/lib/use-media";
import type { BoardState } from "../use-board";

export function ArrangeMenu({ board, onArrange }: { board: BoardState; onArrange: () => void }) {
  const { t } = useTranslation("dashboards");
  const phone = usePhone();
  const layout = useOwnLayout(board.app, board.view.key);
  const button = (
    <Button
      icon={<LayoutGrid size={16} />}
      loading={layout.drop.isPending}
      aria-label={t("arrange.button")}
      {...(board.view.own_layout ? {} : { onClick: onArrange })}
    >
      {!phone && t("arrange.button")}
    </Button>
  );
  if (!board.view.own_layout) return button;
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "change", label: t("arrange.change") },
          { key: "reset", label: t("arrange.reset") },
        ],
        onClick: ({ key }) => (key === "change" ? onArrange() : layout.drop.mutate()),
      }}
    >
      {button}
    </Dropdown>
  );
}
