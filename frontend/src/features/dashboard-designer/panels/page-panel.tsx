/** Nothing is selected: the page's name and colours, and what the keyboard can do. */
import { LayoutDashboard } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { THEMES } from "@/lib/report/definition";
import { Kbd } from "@/ui/kbd";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import styles from "../parts/parts.module.css";
import { PanelSection } from "../parts/section";
import { ThemePicker } from "../parts/theme-picker";

export function PagePanel() {
  const { t } = useTranslation("dashdesign");
  const id = useId();
  const { definition, apply } = useDesigner();
  return (
    <div className={styles.panel}>
      <div className={styles.panelHead}>
        <LayoutDashboard size={16} aria-hidden />
        <h2>{t("page.title")}</h2>
      </div>
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
        <dl className={styles.keys}>
          <dt>
            <Kbd>← ↑ → ↓</Kbd>
          </dt>
          <dd>{t("keys.move")}</dd>
          <dt>
            <Kbd>Shift</Kbd> <Kbd>← ↑ → ↓</Kbd>
          </dt>
          <dd>{t("keys.size")}</dd>
          <dt>
            <Kbd>Ctrl</Kbd> <Kbd>C</Kbd> / <Kbd>V</Kbd> / <Kbd>D</Kbd>
          </dt>
          <dd>{t("keys.copy")}</dd>
          <dt>
            <Kbd>Delete</Kbd>
          </dt>
          <dd>{t("keys.remove")}</dd>
        </dl>
      </PanelSection>
    </div>
  );
}
