/** An app's colour as an accent: the shades of it that keep enough contrast on light and on dark ground. */
import { useLayoutEffect, useSyncExternalStore } from "react";

export type Mode = "light" | "dark";

export interface Accent {
  /** Under white text. */
  fill: string;
  hover: string;
  /** Behind what is chosen. */
  soft: string;
  /** Links and what is chosen, as text on the ground and on `soft`. */
  text: string;
}

type Rgb = [number, number, number];

/** Grounds as src/app/tokens.css has them. */
export const GROUND: Record<Mode, string> = { light: "#ffffff", dark: "#16191c" };
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** WCAG 2.2: text 4.5:1, what one presses 3:1 from what is around it. */
const TEXT = 4.5;
const SHAPE = 3;
const STEP = 0.04;

const parse = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Rgb;
const hexOf = (colour: Rgb): string =>
  `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
const mix = (one: Rgb, other: Rgb, share: number): Rgb =>
  one.map((part, at) => part + (other[at]! - part) * share) as Rgb;

function light(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function between(one: Rgb, other: Rgb): number {
  const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

/** How far two colours stand apart, 1 to 21. */
export const contrast = (one: string, other: string): number => between(parse(one), parse(other));

/** The colour, mixed towards another until it stands far enough from all of `from`. */
function until(colour: Rgb, towards: Rgb, from: Rgb[], least: number): Rgb {
  let found = colour;
  for (let share = 0; share <= 1; share += STEP) {
    found = mix(colour, towards, share);
    if (from.every((each) => between(found, each) >= least)) break;
  }
  return found;
}

export function accentOf(hex: string, mode: Mode): Accent {
  const given = parse(hex);
  const ground = parse(GROUND[mode]);
  const readable = until(given, BLACK, [WHITE], TEXT);
  if (mode === "light") {
    const soft = mix(ground, readable, 0.1);
    const text = until(mix(readable, BLACK, 0.15), BLACK, [ground, soft], TEXT);
    return shades(readable, mix(readable, BLACK, 0.12), soft, text);
  }
  const fill = until(readable, WHITE, [ground], SHAPE);
  const soft = mix(ground, fill, 0.25);
  return shades(fill, mix(fill, BLACK, 0.12), soft, until(mix(fill, WHITE, 0.4), WHITE, [ground, soft], 6));
}

const shades = (fill: Rgb, hover: Rgb, soft: Rgb, text: Rgb): Accent => ({
  fill: hexOf(fill),
  hover: hexOf(hover),
  soft: hexOf(soft),
  text: hexOf(text),
});

/** The shades as the page's own variables. */
export const accentStyle = ({ fill, hover, soft, text }: Accent): Record<string, string> => ({
  "--dg-accent": fill,
  "--dg-accent-hover": hover,
  "--dg-accent-soft": soft,
  "--dg-accent-text": text,
});

/** The shades as antd has them. */
export const accentTokens = ({ fill, hover, soft, text }: Accent) => ({
  colorPrimary: fill,
  colorPrimaryHover: hover,
  colorPrimaryActive: hover,
  colorPrimaryBg: soft,
  colorLink: text,
  colorInfo: fill,
  colorInfoBg: soft,
});

let current: string | null = null;
const listeners = new Set<() => void>();
function put(next: string | null): void {
  current = next;
  listeners.forEach((listener) => listener());
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The whole page carries this colour while the caller is shown; null: the product's own. */
export function useAccent(hex: string | null): void {
  useLayoutEffect(() => {
    put(hex);
    return () => put(null);
  }, [hex]);
}

/** The colour the page carries now. */
export const useCurrentAccent = (): string | null => useSyncExternalStore(subscribe, () => current);
