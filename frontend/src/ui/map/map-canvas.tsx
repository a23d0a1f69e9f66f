/** A map to look at and to move: the ground, and what its user puts upon it. */
import { Button } from "antd";
import { Minus, Plus } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { drawGround, type Sight } from "./ground";
import { loadLand, type Ring } from "./land";
import { Tiles, type MapSettings } from "./tiles";
import type { useSight } from "./use-sight";
import styles from "./map.module.css";

interface Props {
  label: string;
  settings: MapSettings | null;
  sight: Sight;
  handlers: ReturnType<typeof useSight>["handlers"];
  zoomBy: (step: number) => void;
  /** The canvas, for whoever follows its size. */
  onElement: (element: HTMLCanvasElement | null) => void;
  /** Told its size once. */
  onFirst?: (size: { width: number; height: number }) => void;
  role?: "button" | "application";
  children?: ReactNode;
}

export function MapCanvas({
  label,
  settings,
  sight,
  handlers,
  zoomBy,
  onElement,
  onFirst,
  role,
  children,
}: Props) {
  const { t } = useTranslation("form");
  const locale = useLocale();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [land, setLand] = useState<Ring[] | null>(null);
  const [news, setNews] = useState(0);
  const tiles = useMemo(
    () => (settings ? new Tiles(settings.tiles, () => setNews((count) => count + 1)) : null),
    [settings],
  );
  useEffect(() => {
    let gone = false;
    if (!settings) void loadLand().then((rings) => !gone && setLand(rings));
    return () => {
      gone = true;
    };
  }, [settings]);
  const first = useRef(onFirst);
  useEffect(() => {
    const element = canvas.current;
    onElement(element);
    if (element) first.current?.({ width: element.clientWidth, height: element.clientHeight });
    return () => onElement(null);
  }, [onElement]);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const again = () => drawGround(element, sight, { land, tiles, locale });
    again();
    const watcher = new ResizeObserver(again);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [sight, land, tiles, news, locale]);
  return (
    <div className={styles.map}>
      <canvas
        ref={canvas}
        className={styles.canvas}
        tabIndex={0}
        role={role ?? "application"}
        aria-label={label}
        {...handlers}
      />
      {children}
      <div className={styles.zoom}>
        <Button icon={<Plus size={16} />} aria-label={t("place.closer")} onClick={() => zoomBy(1)} />
        <Button icon={<Minus size={16} />} aria-label={t("place.farther")} onClick={() => zoomBy(-1)} />
      </div>
      {settings?.credit && <span className={styles.credit}>{settings.credit}</span>}
    </div>
  );
}
