/** Blocks at their places: 12 columns on a desk, one column in the set order on a phone. */
import type { CSSProperties, ReactNode } from "react";
import type { Block } from "@/lib/pages";
import { phoneOrder } from "@/lib/report/board";
import type { Place } from "@/lib/report/definition";
import { usePhone } from "@/lib/use-media";
import { ROW } from "@/ui/dashboard/board";
import styles from "./pages.module.css";

/** On a phone words, forms and dashboards are as high as they are; lists and charts keep a height of their own. */
export function phoneStyle(block: Block, place: Place): CSSProperties {
  if (block.type === "list") return { height: Math.min(Math.max(place.h, 5), 9) * ROW };
  if (block.type === "tile") return { height: Math.min(Math.max(place.h, 2), 6) * ROW };
  return {};
}

interface Props {
  blocks: readonly Block[];
  places: readonly Place[];
  children: (block: Block) => ReactNode;
}

export function PageBoard({ blocks, places, children }: Props) {
  const phone = usePhone();
  const known = new Map(blocks.map((block) => [block.key, block]));
  const byKey = new Map(places.map((place) => [place.tile, place]));
  const order = phoneOrder(phone ? places : places.map(({ order: _, ...place }) => place));
  return (
    <div className={phone ? styles.column : styles.board}>
      {order.flatMap((key) => {
        const block = known.get(key);
        const place = byKey.get(key);
        if (!block || !place) return [];
        const style = phone
          ? phoneStyle(block, place)
          : {
              gridColumn: `${place.x + 1} / span ${place.w}`,
              gridRow: `${place.y + 1} / span ${place.h}`,
            };
        return [
          <div
            key={key}
            className={styles.cell}
            style={style}
            data-block={block.type}
            data-tour={`block:${key}`}
          >
            {children(block)}
          </div>,
        ];
      })}
    </div>
  );
}
