/** Colours of series by theme; the same as the server draws with (engines/report/formats.py). */
import type { Theme } from "./definition";

export const COLOURS: Record<Theme, readonly string[]> = {
  default: ["#2b6ca3", "#2a9d8f", "#e9a23b", "#d1495b", "#7b61b8", "#6a994e", "#8c8c8c", "#c76b98"],
  ocean: ["#0b6e99", "#2a9d8f", "#4cc9f0", "#3a5a98", "#90be6d", "#577590", "#a8dadc", "#1d3557"],
  forest: ["#2d6a4f", "#74a57f", "#b5a642", "#8c6d46", "#4f772d", "#90a955", "#6b705c", "#31572c"],
  sunset: ["#d1495b", "#edae49", "#f79256", "#7b2d26", "#9c6644", "#66586f", "#e07a5f", "#5f0f40"],
  mono: ["#262626", "#595959", "#8c8c8c", "#bfbfbf", "#434343", "#737373", "#a6a6a6", "#d9d9d9"],
};
