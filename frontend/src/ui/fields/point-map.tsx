/** A map to pick a point on: a click or Enter sets the point in view; arrows and dragging move, + and − zoom. */
import { MapPin } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { datumOf } from "../map/datum";
import { MapCanvas } from "../map/map-canvas";
import { useMapSettings } from "../map/tiles";
import { useSight } from "../map/use-sight";
import { project, unproject } from "./geo";
import styles from "./places.module.css";

interface Point {
  lat: number;
  lng: number;
}
interface Props {
  point: Point | null;
  onPick: (point: Point) => void;
}

const CHINA = { center: { lat: 35, lng: 105 }, zoom: 3 };
const NEAR = 12;

export function PointMap({ point, onPick }: Props) {
  const { t } = useTranslation("form");
  const settings = useMapSettings();
  const { toMap, fromMap } = datumOf(settings?.datum);
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const { sight, zoomBy, handlers } = useSight(point ? { center: toMap(point), zoom: NEAR } : CHINA, canvas, {
    onTap: (dx, dy) => {
      const { x, y } = project(sight.center.lat, sight.center.lng, sight.zoom);
      onPick(fromMap(unproject(x + dx, y + dy, sight.zoom)));
    },
    onEnter: () => onPick(fromMap(sight.center)),
  });
  const pin = point && toMap(point);
  const middle = project(sight.center.lat, sight.center.lng, sight.zoom);
  const at = pin && project(pin.lat, pin.lng, sight.zoom);
  return (
    <div className={styles.map}>
      <MapCanvas
        label={t("place.map")}
        role="button"
        settings={settings ?? null}
        sight={sight}
        handlers={handlers}
        zoomBy={zoomBy}
        onElement={setCanvas}
      >
        {at && (
          <MapPin
            className={styles.pin}
            size={28}
            style={{ translate: `calc(${at.x - middle.x}px - 50%) calc(${at.y - middle.y}px - 100%)` }}
            aria-hidden
          />
        )}
      </MapCanvas>
    </div>
  );
}
