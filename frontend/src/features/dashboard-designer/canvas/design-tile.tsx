/** A tile on the designer's grid: seen with its real numbers, taken by its face, sized by its corner. */
import { Button, Tooltip } from "antd";
import { CircleAlert, CopyPlus, Trash2 } from "lucide-react";
import { useId, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Place, Tile } from "@/lib/report/definition";
import type { TileAnswer } from "@/lib/report/figure";
import { COLOURS } from "@/lib/report/themes";
import { problemText } from "@/lib/problem-text";
import { PictureWanted } from "@/ui/chart/picture-source";
import { AnsweredTile } from "@/ui/dashboard/answered-tile";
import { useDesigner } from "../model/context";
import { usePreview } from "../model/queries";
import { useTileActs } from "../model/use-tile-acts";
import styles from "./canvas.module.css";
import { useTileDrag } from "./tile-drag";

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The tile as it will be seen, live. */
export function TilePreview({ tile }: { tile: Tile }) {
  const { app, definition, nameOf } = useDesigner();
  const preview = usePreview(app, definition, tile);
  const { data: answer } = preview;
  const failed: TileAnswer | null = preview.isError
    ? { state: "refused", message: problemText(preview.error), problems: [] }
    : null;
  return (
    <PictureWanted value>
      <AnsweredTile
        tile={tile}
        busy={!preview.current && answer !== undefined}
        answer={failed ?? answer}
        label={nameOf(tile)}
        colours={COLOURS[definition.theme ?? "default"]}
      />
    </PictureWanted>
  );
}

export function DesignTile({ tile, place }: { tile: Tile; place: Place }) {
  const { t } = useTranslation("dashdesign");
  const { selection, select, nameOf, chartName, problems } = useDesigner();
  const acts = useTileActs();
  const { begin } = useTileDrag();
  const help = useId();
  const name = nameOf(tile);
  const selected = selection?.kind === "tile" && selection.key === tile.key;
  const wrong = problems.filter((problem) => problem.tile === tile.key && problem.level === "error");
  const onKey = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    select({ kind: "tile", key: tile.key });
    const [x, y] = step;
    if (event.shiftKey) acts.put(tile.key, { ...place, w: place.w + x, h: place.h + y }, "size");
    else acts.step(tile.key, x, y);
  };
  const grip = (event: React.PointerEvent) => {
    const frame = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };
  return (
    <div className={styles.tile} data-selected={selected || undefined} data-tile={tile.key}>
      <div className={styles.face} inert>
        <TilePreview tile={tile} />
      </div>
      <button
        type="button"
        className={styles.cover}
        aria-label={t("tile.label", {
          name,
          chart: chartName(tile.chart.type),
          column: place.x + 1,
          row: place.y + 1,
          width: place.w,
          height: place.h,
        })}
        aria-pressed={selected}
        aria-describedby={help}
        onClick={() => select({ kind: "tile", key: tile.key })}
        onKeyDown={onKey}
        onPointerDown={(event) => begin(event, { what: "move", tile: tile.key, grip: grip(event) })}
      />
      <span id={help} className="dg-sr-only">
        {t("tile.help")}
      </span>
      {wrong.length > 0 && (
        <Tooltip title={wrong.map((problem) => problem.message).join("\n")}>
          <span className={styles.wrong}>
            <CircleAlert size={16} aria-hidden />
            <span className="dg-sr-only">{wrong[0]?.message}</span>
          </span>
        </Tooltip>
      )}
      {selected && (
        <div className={styles.acts}>
          <Tooltip title={`${t("tile.double")} Ctrl+D`}>
            <Button
              size="small"
              type="text"
              icon={<CopyPlus size={14} />}
              aria-label={t("tile.double")}
              onClick={() => acts.double(tile.key)}
            />
          </Tooltip>
          <Tooltip title={`${t("tile.remove")} Delete`}>
            <Button
              size="small"
              type="text"
              icon={<Trash2 size={14} />}
              aria-label={t("tile.remove")}
              onClick={() => acts.remove(tile.key)}
            />
          </Tooltip>
        </div>
      )}
      <span
        className={styles.corner}
        data-corner
        aria-hidden
        onPointerDown={(event) => begin(event, { what: "size", tile: tile.key })}
      />
    </div>
  );
}
