/**
 * Where a point of WGS 84 stands on maps of Chinese providers (GCJ-02): some 500 m off, by the formula their software
 * uses. Only for drawing; what is stored stays WGS 84.
 */
const AXIS = 6_378_245;
const ECCENTRICITY = 0.006_693_421_622_965_943;

const inside = (lat: number, lng: number): boolean =>
  lat > 0.8293 && lat < 55.8271 && lng > 72.004 && lng < 137.8347;

const waves = (value: number, periods: [number, number][]): number =>
  periods.reduce((sum, [size, period]) => sum + size * Math.sin((value / period) * Math.PI), 0);

export function gcj02(point: { lat: number; lng: number }): { lat: number; lng: number } {
  const { lat, lng } = point;
  if (!inside(lat, lng)) return point;
  const [x, y] = [lng - 105, lat - 35];
  const ripple = waves(x, [
    [20, 1 / 6],
    [20, 1 / 2],
  ]);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    ((ripple +
      waves(y, [
        [20, 1],
        [40, 3],
        [160, 12],
        [320, 30],
      ])) *
      2) /
      3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    ((ripple +
      waves(x, [
        [20, 1],
        [40, 3],
        [150, 12],
        [300, 30],
      ])) *
      2) /
      3;
  const angle = (lat / 180) * Math.PI;
  const bend = 1 - ECCENTRICITY * Math.sin(angle) ** 2;
  const root = Math.sqrt(bend);
  return {
    lat: lat + (north * 180) / (((AXIS * (1 - ECCENTRICITY)) / (bend * root)) * Math.PI),
    lng: lng + (east * 180) / ((AXIS / root) * Math.cos(angle) * Math.PI),
  };
}

/** The way back, by what the way there adds: right to a metre or two. */
function wgs84(point: { lat: number; lng: number }): { lat: number; lng: number } {
  const there = gcj02(point);
  return { lat: 2 * point.lat - there.lat, lng: 2 * point.lng - there.lng };
}

const same = (point: { lat: number; lng: number }) => ({ lat: point.lat, lng: point.lng });

/** Between what is stored and what a map shows. */
export const datumOf = (datum: "wgs84" | "gcj02" | undefined) =>
  datum === "gcj02" ? { toMap: gcj02, fromMap: wgs84 } : { toMap: same, fromMap: same };
