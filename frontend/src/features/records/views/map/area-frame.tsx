/** A rectangle drawn over the map. */
import { useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import styles from "./map-view.module.css";

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Props {
  onChoose: (box: Box) => void;
  onCancel: () => void;
}

/** A rectangle smaller than this was a click. */
const LEAST = 8;

export function AreaFrame({ onChoose, onCancel }: Props) {
  const { t } = useTranslation("views");
  const [from, setFrom] = useState<{ x: number; y: number } | null>(null);
  const [to, setTo] = useState<{ x: number; y: number } | null>(null);
  const at = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const box = from &&
    to && {
      left: Math.min(from.x, to.x),
      top: Math.min(from.y, to.y),
      right: Math.max(from.x, to.x),
      bottom: Math.max(from.y, to.y),
    };
  return (
    <div
      className={styles.frame}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom(at(event));
        setTo(at(event));
      }}
      onPointerMove={(event) => from && setTo(at(event))}
      onPointerUp={() => {
        if (box && box.right - box.left > LEAST && box.bottom - box.top > LEAST) onChoose(box);
        else onCancel();
      }}
    >
      {!from && <p className={styles.frameHint}>{t("map.draw_hint")}</p>}
      {box && (
        <div
          className={styles.box}
          style={{
            left: box.left,
            top: box.top,
            width: box.right - box.left,
            height: box.bottom - box.top,
          }}
        />
      )}
    </div>
  );
}
