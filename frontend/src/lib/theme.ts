import { theme as antd, type ThemeConfig } from "antd";
import { accentOf, accentTokens } from "./accent";

/**
 * One accent (石青, the azurite blue of painted bracket sets) and neutral greys. The same values stand as CSS
 * variables in src/app/tokens.css. Text greys keep 4.5:1 on every ground they are used on.
 */
const light = {
  colorPrimary: "#22577a",
  colorLink: "#1c4a69",
  colorText: "#1b1f23",
  colorTextSecondary: "#535c66",
  colorTextTertiary: "#69727c",
  colorTextDescription: "#69727c",
  colorTextPlaceholder: "#69727c",
  colorBorder: "#c6ccd2",
  colorBorderSecondary: "#e3e6e9",
  colorSplit: "#e3e6e9",
  colorBgLayout: "#f7f8f9",
  colorError: "#b42318",
  colorWarning: "#946013",
  colorSuccess: "#1a6b43",
  colorInfo: "#22577a",
  colorPrimaryBg: "#e9f1f6",
  colorInfoBg: "#e9f1f6",
  colorSuccessBg: "#e8f5ee",
  colorWarningBg: "#fdf5e2",
  colorErrorBg: "#fdf0ee",
};

const dark = {
  colorPrimary: "#3b7ba5",
  colorLink: "#8fc1e3",
  colorText: "#e7eaec",
  colorTextSecondary: "#aab3bb",
  colorTextTertiary: "#8d97a0",
  colorTextDescription: "#8d97a0",
  colorTextPlaceholder: "#8d97a0",
  colorBorder: "#454d54",
  colorBorderSecondary: "#2c3237",
  colorSplit: "#2c3237",
  colorBgLayout: "#111416",
  colorBgContainer: "#16191c",
  colorBgElevated: "#1d2124",
  colorError: "#f1897e",
  colorWarning: "#e0b35a",
  colorSuccess: "#6cc598",
  colorInfo: "#8fc1e3",
  colorPrimaryBg: "#1c2d39",
  colorInfoBg: "#1c2d39",
  colorSuccessBg: "#16301f",
  colorWarningBg: "#352a14",
  colorErrorBg: "#3a1d1a",
};

const shared = {
  fontFamily: "var(--dg-font)",
  fontFamilyCode: "var(--dg-mono)",
  fontSize: 14,
  borderRadius: 6,
  sizeUnit: 4,
  sizeStep: 4,
  controlHeight: 32,
  wireframe: false,
  motionDurationMid: "0.12s",
  motionDurationSlow: "0.18s",
};

/** `calm`: the person asked for reduced motion. antd waits for the end of motions; cut short by CSS they never end.
 * `accent`: the colour of the app that is open. */
export function antdTheme(
  mode: "light" | "dark",
  phone: boolean,
  calm: boolean,
  accent: string | null = null,
): ThemeConfig {
  const own = accent ? accentTokens(accentOf(accent, mode)) : {};
  const colours = { ...(mode === "dark" ? dark : light), ...own };
  return {
    algorithm: mode === "dark" ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: { ...shared, motion: !calm, ...colours, ...(phone ? { controlHeight: 40, fontSize: 15 } : {}) },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 500 },
      Table: {
        headerBg: "var(--dg-bg-subtle)",
        headerColor: "var(--dg-text-2)",
        headerSplitColor: "transparent",
        cellPaddingBlock: 9,
        cellPaddingInline: 12,
        headerBorderRadius: 0,
      },
      Form: { labelColor: "var(--dg-text-2)", itemMarginBottom: 16, verticalLabelPadding: "0 0 4px" },
      Dropdown: { colorPrimary: "var(--dg-accent-text)" }, // of what is chosen, as text
      Menu: { itemHeight: 32, itemBorderRadius: 6 },
      Tabs: { horizontalItemPadding: "8px 0", horizontalItemGutter: 24 },
      Tag: { defaultBg: "var(--dg-bg-hover)" },
    },
  };
}
