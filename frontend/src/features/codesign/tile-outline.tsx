/** The charts of a dashboard's draft, or the blocks of a page's, at their places; numbers are the viewer's own affair. */
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import styles from "./codesign.module.css";
import { partsOf, type OutlineProps } from "./parts";

interface Spot {
  tile: string;
  x: number;
  y: number;
  w: number;
  h: number;
}

export function TileOutline({ draft, anchor, onChoose }: OutlineProps) {
  const { t } = useTranslation(["codesign", "dashdesign", "pages"]);
  const label = useLabel();
  const phone = usePhone();
  const grid = Array.isArray(draft.definition["grid"]) ? (draft.definition["grid"] as Spot[]) : [];
  const spots = new Map(grid.map((spot) => [spot.tile, spot]));
  const names = draft.kind === "dashboard" ? "dashdesign:chart" : "pages:block";
  return (
    <div className={styles.grid}>
      {partsOf(draft).map((part) => {
        const spot = spots.get(part.key);
        const style =
          spot && !phone
            ? { gridColumn: `${spot.x + 1} / span ${spot.w}`, gridRow: `${spot.y + 1} / span ${spot.h}` }
            : {};
        return (
          <button
            key={part.key}
            type="button"
            className={styles.tile}
            style={style}
            aria-pressed={anchor === part.key}
            onClick={() => onChoose(part.key)}
          >
            <span className={styles.name}>{label(part.label) || part.key}</span>
            <small>{t(`${names}.${part.type}`, { defaultValue: part.type })}</small>
          </button>
        );
      })}
    </div>
  );
}
