import { describe, expect, it } from "vitest";
import { datumOf } from "@/ui/map/datum";
import { ringOf } from "@/ui/map/land";
import { moved, zoomed } from "@/ui/map/use-sight";
import { areaOf, areaText, sightOf, withArea, withoutArea } from "./area";
import { clustersOf, type Place } from "./clusters";

const place = (id: string, lat: number, lng: number): Place => ({ row: { id, version: 1 }, lat, lng });
const AREA = { south: 30, west: 120, north: 31.25, east: 121.5 };

describe("a map", () => {
  it("joins what would stand upon each other, and shows each alone from near", () => {
    const places = [place("a", 30.2, 120.1), place("b", 30.21, 120.11), place("c", 22.5, 114)];
    const far = clustersOf(places, 4).map((each) => each.places.length);
    expect(far.sort()).toEqual([1, 2]);
    expect(clustersOf(places, 16)).toHaveLength(3);
    expect(clustersOf(places, 4.5).flatMap((each) => each.places)).toHaveLength(3);
  });

  it("shows all points, one alone with what lies around it, and China when there are none", () => {
    const size = { width: 800, height: 600 };
    const seen = areaOf(
      sightOf([place("a", 30, 120), place("b", 40, 100)], size),
      size,
      { left: 0, top: 0, right: 800, bottom: 600 },
      (point) => point,
    );
    expect(seen.south).toBeLessThan(30);
    expect(seen.north).toBeGreaterThan(40);
    expect(seen.west).toBeLessThan(100);
    expect(seen.east).toBeGreaterThan(120);
    expect(sightOf([place("a", 30, 120)], size).zoom).toBe(11);
    expect(sightOf([], size).center.lng).toBe(105);
  });

  it("keeps the point under the hand while one comes closer", () => {
    const sight = { center: { lat: 30, lng: 120 }, zoom: 5 };
    const held = moved(sight, 200, -100).center;
    const after = moved(zoomed(sight, 7.5, 200, -100), 200, -100).center;
    expect(after.lat).toBeCloseTo(held.lat, 6);
    expect(after.lng).toBeCloseTo(held.lng, 6);
  });

  it("writes an area into the condition, replaces it, and takes it back", () => {
    expect(areaText("at", AREA)).toBe("INAREA(at, 30, 120, 31.25, 121.5)");
    const both = withArea("stage = 'won' or amount > 5", "at", AREA);
    expect(both).toBe("(stage = 'won' or amount > 5) and (INAREA(at, 30, 120, 31.25, 121.5))");
    expect(withArea(both, "at", { ...AREA, south: -30.75 })).toBe(
      "(stage = 'won' or amount > 5) and (INAREA(at, -30.8, 120, 31.3, 121.5))",
    );
    expect(withoutArea(both, "at")).toBe("stage = 'won' or amount > 5");
    expect(withoutArea(areaText("at", AREA), "at")).toBe("");
    expect(withoutArea(both, "other")).toBeNull();
    // written by hand, the area belongs to one side of «or» only: there is nothing to take back
    const byHand = "(stage = 'won') or (amount > 5) and (INAREA(at, 30, 120, 31.25, 121.5))";
    expect(withoutArea(byHand, "at")).toBeNull();
    expect(withArea(byHand, "at", AREA)).toBe(`(${byHand}) and (INAREA(at, 30, 120, 31.25, 121.5))`);
    const bracket = "(name = ')' or name = '(') and (INAREA(at, 30, 120, 31.25, 121.5))";
    expect(withoutArea(bracket, "at")).toBe("name = ')' or name = '('");
  });

  it("reads coasts, and moves points of WGS 84 onto Chinese maps and back", () => {
    const { points, box } = ringOf("gEgEgE?"); // 1°,1° and 2°,1°
    expect(points).toHaveLength(4);
    expect(box[0]).toBe(box[2]);
    const { toMap, fromMap } = datumOf("gcj02");
    const tiananmen = { lat: 39.908823, lng: 116.39747 };
    const there = toMap(tiananmen);
    expect(there.lat).toBeCloseTo(39.91023, 4);
    expect(there.lng).toBeCloseTo(116.40371, 4);
    expect(fromMap(there).lat).toBeCloseTo(tiananmen.lat, 4);
    expect(toMap({ lat: 51.5, lng: 0 })).toEqual({ lat: 51.5, lng: 0 });
  });
});
