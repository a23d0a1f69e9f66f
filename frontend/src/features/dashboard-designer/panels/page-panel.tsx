/** Nothing is selected: the page's name and colours, and what the keyboard can do. */
import { LayoutDashboard } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { THEMES } from "@/lib/report/definition";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { KeyHelp, Panel } from "@/ui/designer/panel";
import { useDesigner } from "../model/context";
import styles from "../parts/parts.module.css";
import { PanelSection } from "../parts/section";
import { ThemePicker } from "../parts/theme-picker";

const KEYS = [
  ["← ↑ → ↓", "move"],
  ["Shift ← ↑ → ↓", "size"],
  ["Ctrl C / V / D", "copy"],
  ["Delete", "remove"],
] as const;

export function PagePanel() {
  const { t } = useTranslation("dashdesign");
  const id = useId();
  const { definition, apply } = useDesigner();
  return (
    <Panel icon={<LayoutDashboard size={16} aria-hidden />} title={t("page.title")}>
      <Property label={t("page.label")} htmlFor={id}>
        <LabelInput
          id={id}
          value={definition.label}
          onChange={(label) => apply("page:label", (before) => ({ ...before, label }))}
        />
      </Property>
      <Property label={t("page.theme")}>
        <ThemePicker
          value={definition.theme ?? "default"}
          themes={THEMES}
          onChange={(theme) => apply("page:theme", (before) => ({ ...before, theme }))}
        />
      </Property>
      <PanelSection title={t("keys.title")}>
        <p className={styles.faint}>{t("keys.text")}</p>
        <KeyHelp lines={KEYS.map(([keys, act]) => [keys, t(`keys.${act}`)])} />
      </PanelSection>
    </Panel>
  );
}
