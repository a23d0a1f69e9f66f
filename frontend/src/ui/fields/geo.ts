/** Points as the server keeps them, `lat,lng label`, and a plain map's projection (Web Mercator, pixels). */
import { pointOf } from "@/lib/formula/point";

export interface Spot {
  lat: number;
  lng: number;
  label: string;
}

/** As far as Web Mercator reaches. */
const FARTHEST = 85.05;
const TILE = 256;

export function spotOf(value: unknown): Spot | null {
  if (typeof value !== "string") return null;
  const point = pointOf(value);
  const at = value.indexOf(" ");
  return point && { ...point, label: at < 0 ? "" : value.slice(at + 1) };
}

const degrees = (value: number): string => String(Number(value.toFixed(6)));

export const spotText = ({ lat, lng, label }: Spot): string =>
  `${degrees(lat)},${degrees(lng)}${label.trim() ? ` ${label.trim()}` : ""}`;

/** Where a point lies on the whole world, in pixels of a zoom. */
export function project(lat: number, lng: number, zoom: number): { x: number; y: number } {
  const size = TILE * 2 ** zoom;
  const within = Math.min(Math.max(lat, -FARTHEST), FARTHEST) * (Math.PI / 180);
  return {
    x: ((lng + 180) / 360) * size,
    y: ((1 - Math.asinh(Math.tan(within)) / Math.PI) / 2) * size,
  };
}

export function unproject(x: number, y: number, zoom: number): { lat: number; lng: number } {
  const size = TILE * 2 ** zoom;
  const lng = ((((x / size) % 1) + 1) % 1) * 360 - 180;
  const lat = Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / size))) * (180 / Math.PI);
  return { lat: Math.min(Math.max(lat, -FARTHEST), FARTHEST), lng };
}

/** The step between lines of the graticule that keeps them some 80 pixels apart. */
export function lineStep(zoom: number): number {
  const wanted = (80 * 360) / (TILE * 2 ** zoom);
  const steps = [
    45, 30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002,
  ];
  return steps.findLast((step) => step >= wanted) ?? 45;
}
