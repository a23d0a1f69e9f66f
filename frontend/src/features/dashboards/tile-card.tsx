/** One tile with its tools: table view, full screen, export, the records behind it. */
import { Button, Dropdown, type MenuProps } from "antd";
import { Download, Ellipsis, Maximize2, Rows3, Table2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useLabel } from "@/lib/i18n";
import type { Tile } from "@/lib/report/definition";
import { withValue } from "@/lib/report/filters";
import { hasTable } from "@/ui/chart/figure-view";
import { AnsweredTile } from "@/ui/dashboard/answered-tile";
import { InputSlider } from "@/ui/dashboard/input-slider";
import { useExport } from "./use-export";
import type { BoardState } from "./use-board";
import styles from "./dashboards.module.css";

const FORMATS = ["xlsx", "csv", "png", "svg", "pdf"] as const;

interface Props {
  board: BoardState;
  tile: Tile;
}

function useTileMenu(board: BoardState, tile: Tile): MenuProps {
  const { t } = useTranslation("dashboards");
  const answer = board.data.data?.tiles[tile.key];
  const exporting = useExport(board);
  const figure = answer?.state === "ok" ? answer.figure : null;
  const drawn = figure !== null && hasTable(figure) && figure.kind !== "empty";
  return {
    items: [
      ...(answer?.state === "ok" && answer.drill
        ? [{ key: "records", icon: <Rows3 size={16} />, label: t("menu.records") }]
        : []),
      ...(drawn
        ? [
            {
              key: "table",
              icon: <Table2 size={16} />,
              label: t(board.tables.has(tile.key) ? "menu.chart" : "menu.table"),
            },
          ]
        : []),
      { key: "wide", icon: <Maximize2 size={16} />, label: t("menu.wide") },
      {
        key: "export",
        icon: <Download size={16} />,
        label: t("menu.export"),
        children: FORMATS.map((format) => ({ key: `export-${format}`, label: t(`format.${format}`) })),
      },
    ],
    onClick: ({ key }) => {
      if (key === "records") board.open(tile, {}, null);
      if (key === "table") board.toggleTable(tile.key);
      if (key === "wide") board.setWide(tile);
      if (key.startsWith("export-")) exporting.mutate({ format: key.slice(7), tile: tile.key });
    },
  };
}

/** What was clicked here, the way to its records, and the way back. */
function ClickBar({ board, tile }: Props) {
  const { t } = useTranslation("dashboards");
  const click = board.clickOn(tile.key);
  if (!click) return null;
  return (
    <div className={styles.clicked} role="group" aria-label={t("clicked.title")}>
      <span className={styles.clickedName}>{click.name ?? t("clicked.some")}</span>
      <Button size="small" type="link" onClick={() => board.open(tile, click.cell, click.name)}>
        {t("clicked.open")}
      </Button>
      <Button
        size="small"
        type="text"
        icon={<X size={14} />}
        aria-label={t("clicked.clear")}
        onClick={() => board.unclick(tile.key)}
      />
    </div>
  );
}

/** The numbers of the tile that its viewer moves. */
function TileInputs({ board, tile }: Props) {
  const named = new Set((tile.query?.measures ?? []).map((measure) => measure.input));
  return board.view.filters
    .filter((filter) => filter.type === "input" && named.has(filter.key))
    .map((input) => (
      <InputSlider
        key={input.key}
        input={input}
        values={board.filters}
        onChange={(value) => board.setFilters(withValue(input, board.filters, value))}
      />
    ));
}

export function TileCard({ board, tile }: Props) {
  const { t } = useTranslation("dashboards");
  const label = useLabel();
  const navigate = useNavigate();
  const menu = useTileMenu(board, tile);
  const answer = board.data.data?.tiles[tile.key];
  const name = label(tile.label);
  const click = board.clickOn(tile.key);
  return (
    <AnsweredTile
      tile={tile}
      busy={board.data.isPlaceholderData}
      tools={
        <>
          <ClickBar board={board} tile={tile} />
          <Dropdown trigger={["click"]} menu={menu}>
            <Button
              type="text"
              size="small"
              icon={<Ellipsis size={16} />}
              aria-label={t("menu.title", { name: name || t("tile") })}
            />
          </Dropdown>
        </>
      }
      foot={<TileInputs board={board} tile={tile} />}
      answer={answer}
      label={name || t("tile")}
      colours={board.colours}
      asTable={board.tables.has(tile.key)}
      picked={click?.cell}
      onPick={answer?.state === "ok" && answer.drill ? (picked) => board.pick(tile, picked) : undefined}
      onOpen={
        answer?.state === "ok" && answer.form
          ? (id) => void navigate(`/apps/${board.app}/forms/${answer.form}/records/${id}`)
          : undefined
      }
    />
  );
}
