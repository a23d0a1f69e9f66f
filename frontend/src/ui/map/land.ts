/**
 * Coasts of the world: land without borders, drawn from what the product ships. From Natural Earth (public domain,
 * 1:50 million), thinned to some 3 km; rings as differences of hundredths of a degree in the polyline encoding.
 */
export interface Ring {
  /** Parts of the world's square (Web Mercator, 0–1): x, y, x, y … */
  points: Float64Array;
  box: [west: number, north: number, east: number, south: number];
}

const STEP = 100;

export function ringOf(text: string): Ring {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const char of text) {
    const bits = char.charCodeAt(0) - 63;
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits >= 32) continue;
    numbers.push(value & 1 ? ~(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  const points = new Float64Array(numbers.length);
  const box: Ring["box"] = [1, 1, 0, 0];
  let [lat, lng] = [0, 0];
  for (let at = 0; at < numbers.length; at += 2) {
    lat += numbers[at]!;
    lng += numbers[at + 1]!;
    const x = lng / STEP / 360 + 0.5;
    const y = 0.5 - Math.asinh(Math.tan((lat / STEP) * (Math.PI / 180))) / (2 * Math.PI);
    points[at] = x;
    points[at + 1] = y;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return { points, box };
}

let asked: Promise<Ring[]> | null = null;

/** Asked for once; a chunk of its own. */
export function loadLand(): Promise<Ring[]> {
  asked ??= import("./land.json").then((file) => (file.default as string[]).map(ringOf));
  return asked;
}
