/** A place as it is written, `lat,lng label`. */
const POINT = /^([+-]?\d{1,3}(?:\.\d{1,15})?),([+-]?\d{1,3}(?:\.\d{1,15})?)(?: .*)?$/s;

/** Degrees of `lat,lng label`; null when the text is no location. */
export function pointOf(written: string): { lat: number; lng: number } | null {
  const found = POINT.exec(written);
  if (!found) return null;
  const [lat, lng] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) > 90 || Math.abs(lng) > 180 ? null : { lat, lng };
}
