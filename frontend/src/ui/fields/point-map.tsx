/**
 * A plain map to pick a point on: degrees and nothing else, so that no outside server learns where somebody is.
 * A click or Enter sets the point in view; arrows and dragging move, + and − zoom.
 */
import { Button } from "antd";
import { Minus, Plus } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { lineStep, project, unproject } from "./geo";
import styles from "./places.module.css";

interface Point {
  lat: number;
  lng: number;
}
interface Props {
  point: Point | null;
  onPick: (point: Point) => void;
}
interface View {
  center: Point;
  zoom: number;
}

const [FARTHEST_OUT, CLOSEST] = [1, 18];
const CHINA: View = { center: { lat: 35, lng: 105 }, zoom: 3 };
const PAN = 60;

function draw(canvas: HTMLCanvasElement, view: View, point: Point | null): void {
  const { width, height } = canvas.getBoundingClientRect();
  const scale = window.devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d");
  if (!pen || width === 0) return;
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  pen.scale(scale, scale);
  pen.fillStyle = colour("--dg-bg-subtle");
  pen.fillRect(0, 0, width, height);
  const middle = project(view.center.lat, view.center.lng, view.zoom);
  const place = (lat: number, lng: number) => {
    const { x, y } = project(lat, lng, view.zoom);
    return { x: x - middle.x + width / 2, y: y - middle.y + height / 2 };
  };
  const step = lineStep(view.zoom);
  const from = unproject(middle.x - width / 2, middle.y + height / 2, view.zoom);
  const until = unproject(middle.x + width / 2, middle.y - height / 2, view.zoom);
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  pen.strokeStyle = colour("--dg-border");
  pen.fillStyle = colour("--dg-text-3");
  pen.font = "11px sans-serif";
  pen.lineWidth = 1;
  const span = Math.min((width / (256 * 2 ** view.zoom)) * 360, 360);
  for (let at = 0; at <= span / step + 1; at += 1) {
    const lng = Math.ceil((view.center.lng - span / 2) / step) * step + at * step;
    const { x } = place(0, lng);
    pen.strokeRect(x, -1, 0, height + 2);
    pen.fillText(`${(((lng + 540) % 360) - 180).toFixed(digits)}°`, x + 3, height - 5);
  }
  for (let lat = Math.ceil(from.lat / step) * step; lat <= until.lat; lat += step) {
    const { y } = place(lat, 0);
    pen.strokeRect(-1, y, width + 2, 0);
    pen.fillText(`${lat.toFixed(digits)}°`, 4, y - 3);
  }
  if (!point) return;
  const { x, y } = place(point.lat, point.lng);
  pen.fillStyle = colour("--dg-accent");
  pen.beginPath();
  pen.moveTo(x, y);
  pen.bezierCurveTo(x - 4, y - 8, x - 9, y - 12, x - 9, y - 17);
  pen.arc(x, y - 17, 9, Math.PI, 0);
  pen.bezierCurveTo(x + 9, y - 12, x + 4, y - 8, x, y);
  pen.fill();
  pen.fillStyle = colour("--dg-bg");
  pen.beginPath();
  pen.arc(x, y - 17, 3.5, 0, 2 * Math.PI);
  pen.fill();
}

export function PointMap({ point, onPick }: Props) {
  const { t } = useTranslation("form");
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<View>(point ? { center: point, zoom: 14 } : CHINA);
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const again = () => draw(element, view, point);
    again();
    const watcher = new ResizeObserver(again);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [view, point]);
  const moveBy = (dx: number, dy: number) =>
    setView((before) => {
      const { x, y } = project(before.center.lat, before.center.lng, before.zoom);
      return { ...before, center: unproject(x + dx, y + dy, before.zoom) };
    });
  const zoomBy = (step: number) =>
    setView((before) => ({
      center: point ?? before.center,
      zoom: Math.min(Math.max(before.zoom + step, FARTHEST_OUT), CLOSEST),
    }));
  const pickAt = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const { x, y } = project(view.center.lat, view.center.lng, view.zoom);
    const [dx, dy] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    onPick(unproject(x + dx, y + dy, view.zoom));
  };
  const keys: Record<string, () => void> = {
    ArrowLeft: () => moveBy(-PAN, 0),
    ArrowRight: () => moveBy(PAN, 0),
    ArrowUp: () => moveBy(0, -PAN),
    ArrowDown: () => moveBy(0, PAN),
    "+": () => zoomBy(1),
    "=": () => zoomBy(1),
    "-": () => zoomBy(-1),
    Enter: () => onPick(view.center),
  };
  const press = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <div className={styles.map}>
      <canvas
        ref={canvas}
        className={styles.canvas}
        tabIndex={0}
        role="button"
        aria-label={t("place.map")}
        onKeyDown={press}
        onWheel={(event) => zoomBy(event.deltaY < 0 ? 1 : -1)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, y: event.clientY, moved: false };
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (!from) return;
          const [dx, dy] = [from.x - event.clientX, from.y - event.clientY];
          if (!from.moved && Math.hypot(dx, dy) < 5) return;
          drag.current = { x: event.clientX, y: event.clientY, moved: true };
          moveBy(dx, dy);
        }}
        onPointerUp={(event) => {
          if (drag.current && !drag.current.moved) pickAt(event);
          drag.current = null;
        }}
      />
      <div className={styles.zoom}>
        <Button
          size="small"
          icon={<Plus size={14} />}
          aria-label={t("place.closer")}
          onClick={() => zoomBy(1)}
        />
        <Button
          size="small"
          icon={<Minus size={14} />}
          aria-label={t("place.farther")}
          onClick={() => zoomBy(-1)}
        />
      </div>
    </div>
  );
}
