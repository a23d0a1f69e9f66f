/**
 * China's 34 regions as squares that keep their neighbours: no outline to license, every region equally easy to see
 * and to hit. A region is recognised by its short name in front («the whole name of the province» begins with it).
 */
import type { Label } from "../types";
import places from "./china.json";

export interface Region {
  "zh-CN": string;
  en: string;
  x: number;
  y: number;
}

export const REGIONS: readonly Region[] = places;
export const MAP_WIDTH = 8;
export const MAP_HEIGHT = 8;

export const regionLabel = (region: Region): Label => ({ "zh-CN": region["zh-CN"], en: region.en });

export function regionOf(name: string): Region | null {
  const plain = name.trim().toLowerCase();
  return (
    REGIONS.find(
      (region) => plain.startsWith(region["zh-CN"]) || plain.startsWith(region.en.toLowerCase()),
    ) ?? null
  );
}
