/** The distance between two points, areas, and the parts of an address (engines/formula/functions/places.py). */
import { pointOf } from "../point";
import { Fail, VALUE, type Value } from "../values";
import { int, type Family } from "./family";

/** Metres: the mean radius of the earth (IUGG). */
const EARTH = 6_371_008.8;
const LEVELS = ["province", "city", "district"];

const radians = (degrees: number): number => degrees * (Math.PI / 180);

function distance([from, to]: Value[]): Value {
  const [a, b] = [pointOf(from as string), pointOf(to as string)];
  if (!a || !b) throw new Fail(VALUE);
  const rise = Math.sin(radians(b.lat - a.lat) / 2);
  const turn = Math.sin(radians(b.lng - a.lng) / 2);
  const half = rise ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * turn ** 2;
  return int(Math.floor(2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half))) + 0.5));
}

function inArea([location, ...degrees]: Value[]): Value {
  const point = location === null ? null : pointOf(location as string);
  if (location !== null && !point) throw new Fail(VALUE);
  if (!point || degrees.some((each) => each === null)) return false;
  const [south, west, north, east] = degrees.map(Number) as [number, number, number, number];
  const { lat, lng } = point;
  const between = west <= east ? lng >= west && lng <= east : lng >= west || lng <= east;
  return lat >= south && lat <= north && between;
}

function addressPart([address, part]: Value[]): Value {
  const [region = "", ...rest] = (address as string).split(" ");
  if (part === "region") return region || null;
  if (part === "detail") return rest.join(" ") || null;
  const level = LEVELS.indexOf(part as string);
  if (level < 0) throw new Fail(VALUE);
  return region.split("/")[level] || null;
}

export const PLACES: Family = { DISTANCE: distance, INAREA: inArea, ADDRESSPART: addressPart };
