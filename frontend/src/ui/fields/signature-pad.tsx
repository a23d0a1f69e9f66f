/** The pad itself: strokes as smooth curves, dark on white whatever the theme, because the picture is printed. */
import { useEffect, useImperativeHandle, useRef, type PointerEvent, type Ref } from "react";
import styles from "./signature.module.css";

export interface Pad {
  clear: () => void;
  /** A PNG cut to what is written, with a margin; null when nothing is. */
  picture: () => Promise<Blob | null>;
}
interface Point {
  x: number;
  y: number;
}
interface Props {
  ref: Ref<Pad>;
  label: string;
  tall: boolean;
  onWrite: () => void;
}

const INK = "#111827";
const PAPER = "#ffffff";
const LINE = 2.5;
const MARGIN = 12;
/** Pixels of the picture per pixel of the pad. */
const FINENESS = 2;

function drawn(pen: CanvasRenderingContext2D, strokes: Point[][]): void {
  pen.strokeStyle = INK;
  pen.fillStyle = INK;
  pen.lineWidth = LINE;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  for (const stroke of strokes) {
    const [first, ...rest] = stroke;
    if (!first) continue;
    pen.beginPath();
    if (rest.length === 0) {
      pen.arc(first.x, first.y, LINE / 2, 0, 2 * Math.PI);
      pen.fill();
      continue;
    }
    pen.moveTo(first.x, first.y);
    rest.forEach((point, at) => {
      const next = rest[at + 1];
      if (next) pen.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
      else pen.lineTo(point.x, point.y);
    });
    pen.stroke();
  }
}

/** The strokes on a canvas of their own size. */
function pictureOf(strokes: Point[][]): Promise<Blob | null> {
  const points = strokes.flat();
  if (points.length === 0) return Promise.resolve(null);
  const [left, top] = [Math.min(...points.map((p) => p.x)), Math.min(...points.map((p) => p.y))];
  const [right, bottom] = [Math.max(...points.map((p) => p.x)), Math.max(...points.map((p) => p.y))];
  const canvas = document.createElement("canvas");
  canvas.width = (right - left + 2 * MARGIN) * FINENESS;
  canvas.height = (bottom - top + 2 * MARGIN) * FINENESS;
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(FINENESS, FINENESS);
  pen.translate(MARGIN - left, MARGIN - top);
  drawn(pen, strokes);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export function SignaturePad({ ref, label, tall, onWrite }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useRef<Point[][]>([]);
  const writing = useRef(false);
  const paint = () => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen) return;
    const scale = window.devicePixelRatio || 1;
    const { width, height } = element.getBoundingClientRect();
    if (element.width !== Math.round(width * scale) || element.height !== Math.round(height * scale)) {
      element.width = Math.round(width * scale);
      element.height = Math.round(height * scale);
    }
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    drawn(pen, strokes.current);
  };
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const watcher = new ResizeObserver(paint);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  useImperativeHandle(ref, () => ({
    clear: () => {
      strokes.current = [];
      paint();
    },
    picture: () => pictureOf(strokes.current),
  }));
  const at = (event: PointerEvent<HTMLCanvasElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const stop = () => {
    writing.current = false;
  };
  return (
    <canvas
      ref={canvas}
      className={tall ? styles.tall : styles.pad}
      role="img"
      aria-label={label}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        writing.current = true;
        strokes.current.push([at(event)]);
        paint();
        onWrite();
      }}
      onPointerMove={(event) => {
        if (!writing.current) return;
        strokes.current.at(-1)?.push(at(event));
        paint();
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
    />
  );
}
