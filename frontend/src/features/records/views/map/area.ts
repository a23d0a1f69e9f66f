/** Areas of a map: what is in sight, as a condition of the list, and the sight that shows some points. */
import { project, unproject } from "@/ui/fields/geo";
import type { Sight } from "@/ui/map/ground";
import { CLOSEST, FARTHEST_OUT } from "@/ui/map/use-sight";
import { both } from "../model/pages";

export interface Area {
  south: number;
  west: number;
  north: number;
  east: number;
}

interface Size {
  width: number;
  height: number;
}

const CHINA: Sight = { center: { lat: 35, lng: 105 }, zoom: 3 };
/** One point alone is shown with what lies around it. */
const NEAR = 11;
const MARGIN = 56;

/** The area of a rectangle on the map, in pixels from its upper left corner. */
export function areaOf(
  sight: Sight,
  size: Size,
  box: { left: number; top: number; right: number; bottom: number },
  fromMap: (point: { lat: number; lng: number }) => { lat: number; lng: number },
): Area {
  const middle = project(sight.center.lat, sight.center.lng, sight.zoom);
  const world = project(0, 180, sight.zoom).x;
  const corner = (x: number, y: number) =>
    fromMap(unproject(middle.x - size.width / 2 + x, middle.y - size.height / 2 + y, sight.zoom));
  const [a, b] = [corner(box.left, box.top), corner(box.right, box.bottom)];
  const all = box.right - box.left >= world;
  return { south: b.lat, north: a.lat, west: all ? -180 : a.lng, east: all ? 180 : b.lng };
}

/** As it is written in a condition: to a metre or so when one is near, to a kilometre from afar. */
export function areaText(key: string, { south, west, north, east }: Area): string {
  const span = Math.max(north - south, 1e-4);
  const digits = Math.min(Math.max(Math.ceil(2 - Math.log10(span)), 1), 6);
  const numbers = [south, west, north, east].map((each) => Number(each.toFixed(digits)));
  return `INAREA(${key}, ${numbers.join(", ")})`;
}

/** Texts in a condition, whose brackets mean nothing. */
const TEXTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"/g;
const written = (key: string): string => `INAREA\\(${key}(?:, -?\\d+(?:\\.\\d+)?){4}\\)`;

/** A condition without the area that was chosen before; null when there is none. */
export function withoutArea(filter: string, key: string): string | null {
  if (new RegExp(`^${written(key)}$`).test(filter.trim())) return "";
  const found = new RegExp(`^(\\(.*\\)) and \\(${written(key)}\\)$`, "s").exec(filter.trim());
  return found && isEnclosed(found[1]!) ? found[1]!.slice(1, -1) : null;
}

/** Whether the bracket that begins a condition is the one that ends it: not so in `(a) or (b)`. */
function isEnclosed(text: string): boolean {
  const signs = text.replaceAll(TEXTS, (found) => " ".repeat(found.length));
  let depth = 0;
  for (let at = 0; at < signs.length; at += 1) {
    depth += signs[at] === "(" ? 1 : signs[at] === ")" ? -1 : 0;
    if (depth === 0) return at === signs.length - 1;
  }
  return false;
}

/** A condition with a new area in the place of the one before. */
export const withArea = (filter: string, key: string, area: Area): string =>
  both(withoutArea(filter, key) ?? filter, areaText(key, area));

/** The sight that has all points in it. */
export function sightOf(points: { lat: number; lng: number }[], size: Size): Sight {
  if (points.length === 0) return CHINA;
  const at = points.map(({ lat, lng }) => project(lat, lng, 0));
  const [xs, ys] = [at.map(({ x }) => x), at.map(({ y }) => y)];
  const [left, right] = [least(xs), most(xs)];
  const [top, bottom] = [least(ys), most(ys)];
  const center = unproject((left + right) / 2, (top + bottom) / 2, 0);
  const room = (side: number) => Math.max(side - 2 * MARGIN, 40);
  const zoom = Math.log2(
    Math.min(room(size.width) / (right - left || 1e-9), room(size.height) / (bottom - top || 1e-9)),
  );
  const near = left === right && top === bottom ? NEAR : Math.min(zoom, CLOSEST - 2);
  return { center, zoom: Math.max(near, FARTHEST_OUT) };
}

const least = (numbers: number[]): number => numbers.reduce((one, other) => Math.min(one, other));
const most = (numbers: number[]): number => numbers.reduce((one, other) => Math.max(one, other));
