/** A record on the map, or several as a number. */
import { useTranslation } from "react-i18next";
import type { ViewColour } from "../../model/types";
import { titleOf } from "../record-card";
import type { ViewProps } from "../types";
import type { Cluster } from "./clusters";
import styles from "./map-view.module.css";

interface Props extends Pick<ViewProps, "colourOf" | "around"> {
  cluster: Cluster;
  /** Pixels from the middle of the map. */
  dx: number;
  dy: number;
  open: boolean;
  onClick: () => void;
}

const HUNDRED = 100;

/** The colour that all of them have. */
function colourOfAll(cluster: Cluster, colourOf: ViewProps["colourOf"]): ViewColour | null {
  const [first, ...rest] = cluster.places.map(({ row }) => colourOf(row));
  return first && rest.every((each) => each === first) ? first : null;
}

export function Marker({ cluster, dx, dy, open, onClick, colourOf, around }: Props) {
  const { t } = useTranslation("views");
  const count = cluster.places.length;
  const title = titleOf(cluster.places[0]!.row, around);
  return (
    <button
      type="button"
      className={count === 1 ? styles.point : styles.cluster}
      data-colour={colourOfAll(cluster, colourOf) ?? undefined}
      data-large={count >= HUNDRED || undefined}
      aria-expanded={open}
      aria-label={count === 1 ? title : t("map.cluster", { count })}
      title={count === 1 ? title : undefined}
      style={{ translate: `calc(${dx}px - 50%) calc(${dy}px - 50%)` }}
      onClick={onClick}
    >
      {count > 1 && count}
    </button>
  );
}
