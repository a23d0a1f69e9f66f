/** The page as it is being made: its blocks, live, on the grid; taken by their face, sized by their corner. */
import { Button, Tooltip } from "antd";
import { CircleAlert, LayoutTemplate, Trash2 } from "lucide-react";
import { useId, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Block, BlockType } from "@/lib/pages";
import { heightOf, phoneOrder, put as putPlace } from "@/lib/report/board";
import type { Place } from "@/lib/report/definition";
import { GAP, ROW } from "@/ui/dashboard/board";
import styles from "@/ui/designer/grid-canvas.module.css";
import { useGridDrag, type Flying } from "@/ui/designer/grid-drag";
import { EmptyState } from "@/ui/empty-state";
import { BlockView } from "../blocks/block-view";
import { BlockIcon } from "./block-palette";
import { usePageDesigner } from "./context";
import { blocksOf, isFinished, placesOf } from "./model";

const NEW = "new block in the air";
const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The layout that letting go now would make. */
function laidOut(places: readonly Place[], flying: Flying | null): Place[] {
  if (!flying?.box) return [...places];
  return putPlace(places, flying.air.what === "new" ? NEW : flying.air.tile, flying.box);
}

const area = (place: Place) => ({
  gridColumn: `${place.x + 1} / span ${place.w}`,
  gridRow: `${place.y + 1} / span ${place.h}`,
});

type Step = (key: string, x: number, y: number) => void;

export function Canvas({ onStep }: { onStep: Step }) {
  const { t } = useTranslation("pages");
  const { definition, select } = usePageDesigner();
  const { flying, grid } = useGridDrag();
  const blocks = blocksOf(definition);
  const places = laidOut(placesOf(definition), flying);
  const lifted = flying?.box && flying.air.what !== "new" ? flying.air.tile : null;
  const target = places.find((place) => place.tile === (lifted ?? NEW));
  const rows = Math.max(heightOf(places) + 2, 8);
  return (
    <div className={styles.scroll} data-scrolls>
      <div className={styles.page}>
        {/* A click beside the blocks is about the page itself; by keyboard Escape does the same. */}
        <div
          ref={grid}
          className={styles.grid}
          data-flying={flying ? true : undefined}
          role="presentation"
          style={{ minHeight: rows * (ROW + GAP) - GAP }}
          onClick={(event) => {
            if (event.target === event.currentTarget) select(null);
          }}
        >
          {blocks.length === 0 && !flying && (
            <div className={styles.empty}>
              <EmptyState
                icon={<LayoutTemplate size={28} />}
                title={t("canvas_empty")}
                text={t("canvas_empty_text")}
              />
            </div>
          )}
          {phoneOrder(places.map(({ order: _, ...place }) => place)).flatMap((key) => {
            const block = blocks.find((one) => one.key === key);
            const place = places.find((one) => one.tile === key);
            if (!block || !place) return [];
            return [
              <div
                key={key}
                className={styles.cell}
                style={area(place)}
                data-lifted={lifted === key || undefined}
              >
                <DesignBlock block={block} place={place} onStep={onStep} />
              </div>,
            ];
          })}
          {target && <div className={styles.landing} style={area(target)} data-landing aria-hidden />}
        </div>
      </div>
      {flying && <Ghost flying={flying} />}
    </div>
  );
}

function Ghost({ flying }: { flying: Flying }) {
  const { t } = useTranslation("pages");
  const { definition, nameOf } = usePageDesigner();
  const { air, at } = flying;
  if (air.what === "size") return null;
  const block = air.what === "move" ? blocksOf(definition).find((one) => one.key === air.tile) : undefined;
  return (
    <span className={styles.ghost} style={{ left: at.x + 12, top: at.y + 12 }} aria-hidden>
      {air.what === "new" ? t(`block.${air.type as BlockType}`) : block && nameOf(block)}
    </span>
  );
}

function DesignBlock({ block, place, onStep }: { block: Block; place: Place; onStep: Step }) {
  const { t } = useTranslation("pages");
  const { app, draft, selected, select, nameOf, put, remove } = usePageDesigner();
  const { begin } = useGridDrag();
  const help = useId();
  const name = nameOf(block);
  const isSelected = selected?.key === block.key;
  const wrong = draft.server.problems.filter((problem) => problem.block === block.key);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Delete" || event.key === "Backspace") remove(block.key);
    if (event.key === "Escape") select(null);
    const by = STEPS[event.key];
    if (!by || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    select(block.key);
    if (event.shiftKey) put(block.key, { ...place, w: place.w + by[0], h: place.h + by[1] }, "size");
    else onStep(block.key, by[0], by[1]);
  };
  const grip = (event: React.PointerEvent) => {
    const frame = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };
  return (
    <div className={styles.tile} data-selected={isSelected || undefined} data-tile={block.key}>
      <div className={styles.face} inert>
        {isFinished(block) && !(block.type === "text" && !block.html) ? (
          <BlockView app={app} block={block} />
        ) : (
          <EmptyState
            compact
            icon={<BlockIcon type={block.type} size={24} />}
            title={t(`block.${block.type}`)}
            text={place.h > 2 ? t(`choose.${block.type}`) : undefined}
          />
        )}
      </div>
      <button
        type="button"
        className={styles.cover}
        aria-label={t("block_label", {
          name,
          column: place.x + 1,
          row: place.y + 1,
          width: place.w,
          height: place.h,
        })}
        aria-pressed={isSelected}
        aria-describedby={help}
        onClick={() => select(block.key)}
        onKeyDown={onKey}
        onPointerDown={(event) => begin(event, { what: "move", tile: block.key, grip: grip(event) })}
      />
      <span id={help} className="dg-sr-only">
        {t("block_help")}
      </span>
      {wrong.length > 0 && (
        <Tooltip title={wrong.map((problem) => problem.message).join("\n")}>
          <span className={styles.wrong}>
            <CircleAlert size={16} aria-hidden />
            <span className="dg-sr-only">{wrong[0]?.message}</span>
          </span>
        </Tooltip>
      )}
      {isSelected && (
        <div className={styles.acts}>
          <Tooltip title={`${t("remove")} Delete`}>
            <Button
              size="small"
              type="text"
              icon={<Trash2 size={14} />}
              aria-label={t("remove")}
              onClick={() => remove(block.key)}
            />
          </Tooltip>
        </div>
      )}
      <span
        className={styles.corner}
        data-corner
        aria-hidden
        onPointerDown={(event) => begin(event, { what: "size", tile: block.key })}
      />
    </div>
  );
}
