/** A drawing of a flow: lines below, cards and what stands between them above. What they are is the caller's. */
import { Fragment, useMemo, type ReactNode } from "react";
import type { Box, Chip, Drawing, Line, Slot } from "@/lib/flow-design/drawing";
import styles from "./flow-drawing.module.css";

interface Props {
  drawing: Drawing;
  zoom?: number;
  /** Edges that were taken: their lines are coloured. */
  taken?: ReadonlySet<number>;
  box: (box: Box) => ReactNode;
  chip?: (chip: Chip) => ReactNode;
  slot?: (slot: Slot) => ReactNode;
}

type Item =
  | { what: "box"; y: number; x: number; box: Box }
  | { what: "chip"; y: number; x: number; chip: Chip }
  | { what: "slot"; y: number; x: number; slot: Slot };

/** From the top down, then from left to right: the order of the keyboard and of screen readers. */
function itemsOf(drawing: Drawing): Item[] {
  const items: Item[] = [
    ...drawing.boxes.map((box): Item => ({ what: "box", y: box.y, x: box.x, box })),
    ...drawing.chips.map((chip): Item => ({ what: "chip", y: chip.y, x: chip.x, chip })),
    ...drawing.slots.map((slot): Item => ({ what: "slot", y: slot.y, x: slot.x, slot })),
  ];
  return items.sort((a, b) => a.y - b.y || a.x - b.x);
}

const keyOf = (item: Item): string =>
  item.what === "box"
    ? `box-${item.box.id}`
    : item.what === "chip"
      ? `chip-${item.chip.edge}`
      : `slot-${item.slot.id}`;

function Stroke({ line, on }: { line: Line; on: boolean }) {
  const points = line.points.map(([x, y]) => `${x},${y}`).join(" ");
  const [x, y] = line.points.at(-1)!;
  return (
    <>
      <polyline
        className={styles.line}
        data-on={on || undefined}
        data-dashed={line.dashed || undefined}
        points={points}
      />
      {line.arrow && (
        <path
          className={styles.arrow}
          data-on={on || undefined}
          d={`M${x - 4},${y - 6} L${x},${y} L${x + 4},${y - 6}`}
        />
      )}
    </>
  );
}

export function DrawingView({ drawing, zoom = 1, taken, box, chip, slot }: Props) {
  const items = useMemo(() => itemsOf(drawing), [drawing]);
  const isOn = (line: Line): boolean => line.edges.some((edge) => taken?.has(edge));
  const lines = [...drawing.lines].sort((a, b) => Number(isOn(a)) - Number(isOn(b)));
  return (
    <div className={styles.frame} style={{ width: drawing.width * zoom, height: drawing.height * zoom }}>
      <div
        className={styles.drawing}
        style={{
          width: drawing.width,
          height: drawing.height,
          transform: zoom === 1 ? undefined : `scale(${zoom})`,
        }}
      >
        <svg className={styles.lines} width={drawing.width} height={drawing.height} aria-hidden>
          {lines.map((line, at) => (
            <Stroke key={at} line={line} on={isOn(line)} />
          ))}
        </svg>
        {items.map((item) => (
          <Fragment key={keyOf(item)}>
            {item.what === "box" && box(item.box)}
            {item.what === "chip" && chip?.(item.chip)}
            {item.what === "slot" && slot?.(item.slot)}
          </Fragment>
        ))}
      </div>
    </div>
  );
}

/** Where a box stands, as a style. */
export const placed = ({ x, y, width, height }: Box | Chip) => ({ left: x, top: y, width, height });
