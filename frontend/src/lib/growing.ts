import type { CSSProperties } from "react";

/** A text area that grows with its text, from so many lines to so many, by CSS alone: antd's own way measures with
 * a style attribute, which the content policy refuses, so the page would show a second, unstyled area. */
export function growing(fewest: number, most?: number): CSSProperties {
  const tall = (lines: number) => `calc(${lines}lh + 10px)`;
  return {
    fieldSizing: "content",
    minHeight: tall(fewest),
    ...(most ? { maxHeight: tall(most) } : {}),
    resize: "none",
  } as CSSProperties;
}
