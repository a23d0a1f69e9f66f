/** What lies under the points of a map: pictures where the administrator set them, else coasts, cities and degrees. */
import type { Locale } from "@/lib/types";
import { lineStep, project, unproject } from "../fields/geo";
import { CITIES } from "./cities";
import type { Ring } from "./land";
import type { Tiles } from "./tiles";

export interface Sight {
  center: { lat: number; lng: number };
  zoom: number;
}

export interface Ground {
  land: Ring[] | null;
  tiles: Tiles | null;
  locale: Locale;
}

const TILE = 256;
const CLOSEST_TILE = 18;
/** Coasts are exact to some 3 km: beyond this zoom they would only mislead. */
const COASTS_UNTIL = 9.5;

interface Pen {
  pen: CanvasRenderingContext2D;
  width: number;
  height: number;
  /** Pixels of the whole world, and of the upper left corner in it. */
  size: number;
  left: number;
  top: number;
  colour: (name: string) => string;
}

export function drawGround(canvas: HTMLCanvasElement, sight: Sight, ground: Ground): void {
  const { width, height } = canvas.getBoundingClientRect();
  const scale = window.devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d");
  if (!pen || width === 0) return;
  const style = getComputedStyle(canvas);
  const middle = project(sight.center.lat, sight.center.lng, sight.zoom);
  const on: Pen = {
    pen,
    width,
    height,
    size: TILE * 2 ** sight.zoom,
    left: middle.x - width / 2,
    top: middle.y - height / 2,
    colour: (name) => style.getPropertyValue(name).trim(),
  };
  pen.scale(scale, scale);
  const coasts = ground.land !== null && sight.zoom < COASTS_UNTIL;
  pen.fillStyle = on.colour(coasts ? "--map-water" : "--map-land");
  pen.fillRect(0, 0, width, height);
  if (ground.tiles) {
    drawTiles(on, sight.zoom, ground.tiles);
    return;
  }
  if (coasts) drawLand(on, ground.land ?? []);
  drawDegrees(on, sight);
  drawCities(on, sight.zoom, ground.locale);
}

function drawTiles({ pen, width, height, left, top }: Pen, zoom: number, tiles: Tiles): void {
  const level = Math.min(Math.max(Math.round(zoom), 0), CLOSEST_TILE);
  const side = TILE * 2 ** (zoom - level);
  const count = 2 ** level;
  for (let y = Math.max(Math.floor(top / side), 0); y * side < top + height && y < count; y += 1)
    for (let x = Math.floor(left / side); x * side < left + width; x += 1) {
      const picture = tiles.at(level, ((x % count) + count) % count, y);
      if (picture) pen.drawImage(picture, x * side - left, y * side - top, side, side);
    }
}

function drawLand(on: Pen, land: Ring[]): void {
  const { pen, width, height, size, left, top } = on;
  pen.fillStyle = on.colour("--map-land");
  pen.strokeStyle = on.colour("--map-coast");
  pen.lineWidth = 1;
  pen.beginPath();
  for (let world = Math.floor(left / size); world * size < left + width; world += 1)
    for (const { points, box } of land) {
      const [west, north, east, south] = box;
      const dx = world * size - left;
      if (east * size + dx < 0 || west * size + dx > width) continue;
      if (south * size < top || north * size > top + height) continue;
      for (let at = 0; at < points.length; at += 2) {
        const [x, y] = [points[at]! * size + dx, points[at + 1]! * size - top];
        if (at === 0) pen.moveTo(x, y);
        else pen.lineTo(x, y);
      }
      pen.closePath();
    }
  pen.fill("evenodd");
  pen.stroke();
}

function drawDegrees(on: Pen, { center, zoom }: Sight): void {
  const { pen, width, height, size, left, top } = on;
  const step = lineStep(zoom);
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  pen.strokeStyle = on.colour("--map-line");
  pen.fillStyle = on.colour("--dg-text-3");
  pen.font = "11px sans-serif";
  const span = Math.min((width / size) * 360, 360);
  for (let at = 0; at <= span / step + 1; at += 1) {
    const lng = Math.ceil((center.lng - span / 2) / step) * step + at * step;
    const x = ((lng + 180) / 360) * size - left;
    pen.strokeRect(x, -1, 0, height + 2);
    pen.fillText(`${(((lng + 540) % 360) - 180).toFixed(digits)}°`, x + 3, height - 5);
  }
  const [low, high] = [unproject(0, top + height, zoom).lat, unproject(0, top, zoom).lat];
  for (let lat = Math.ceil(low / step) * step; lat <= high; lat += step) {
    const y = project(lat, 0, zoom).y - top;
    pen.strokeRect(-1, y, width + 2, 0);
    pen.fillText(`${lat.toFixed(digits)}°`, 4, y - 3);
  }
}

function drawCities(on: Pen, zoom: number, locale: Locale): void {
  const { pen, width, height, size, left, top } = on;
  pen.font = "12px sans-serif";
  pen.textBaseline = "middle";
  for (const city of CITIES) {
    if (city.from > zoom) continue;
    const { x, y } = project(city.lat, city.lng, zoom);
    const [at, down] = [(((x - left) % size) + size) % size, y - top];
    if (at > width || down < 0 || down > height) continue;
    pen.fillStyle = on.colour("--dg-text-3");
    pen.beginPath();
    pen.arc(at, down, 2, 0, 2 * Math.PI);
    pen.fill();
    pen.strokeStyle = on.colour("--map-land");
    pen.lineWidth = 3;
    pen.strokeText(city[locale], at + 5, down);
    pen.fillStyle = on.colour("--dg-text-2");
    pen.fillText(city[locale], at + 5, down);
  }
  pen.textBaseline = "alphabetic";
}
