import { describe, expect, it } from "vitest";
import { APP_COLOURS } from "./app-icon";
import { accentOf, contrast, GROUND, type Mode } from "@/lib/accent";

const GIVEN = [...Object.values(APP_COLOURS), "#ffd400", "#000000", "#ffffff", "#00ff88"];

describe("the colour of an app", () => {
  it.each<Mode>(["light", "dark"])("keeps its contrast on %s ground, whatever it is", (mode) => {
    for (const hex of GIVEN) {
      const { fill, hover, soft, text } = accentOf(hex, mode);
      expect(contrast(fill, "#ffffff"), `${hex} under white text`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(hover, "#ffffff"), `${hex} pressed`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(fill, GROUND[mode]), `${hex} on the ground`).toBeGreaterThanOrEqual(3);
      expect(contrast(text, GROUND[mode]), `${hex} as text`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(text, soft), `${hex} as text of what is chosen`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("stays the colour of the palette on light ground", () => {
    for (const hex of Object.values(APP_COLOURS)) expect(accentOf(hex, "light").fill).toBe(hex);
  });
});
