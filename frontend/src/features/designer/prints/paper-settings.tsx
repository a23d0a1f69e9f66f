/** The sheet: its size and margins, or how labels stand on it. */
import { Checkbox, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { LabelSheet, Paper, Print } from "@/lib/printing/types";
import { Property } from "@/ui/property/property";
import { Size } from "./block-parts";
import { PLAIN_SHEET, SHEETS } from "./new-print";
import styles from "./prints.module.css";

interface Props {
  template: Print;
  onChange: (template: Print) => void;
}

const SIZES = ["a4", "a5", "a3", "letter"] as const;
const MEASURES = ["columns", "rows", "width", "height", "left", "top", "gap_x", "gap_y"] as const;
const SIDES = ["top", "right", "bottom", "left"] as const;

export function PaperSettings({ template, onChange }: Props) {
  const { t } = useTranslation("prints");
  const paper = template.paper ?? {};
  const put = (change: Partial<Paper>) => onChange({ ...template, paper: { ...paper, ...change } });
  const size = (
    <Size
      label={t("font_size")}
      unit="pt"
      min={5}
      max={30}
      value={template.font_size ?? 10}
      onChange={(font_size) => onChange({ ...template, font_size })}
    />
  );
  if (template.kind === "labels")
    return <SheetSettings template={template} onChange={onChange} size={size} />;
  const margin = paper.margin ?? [16, 16, 16, 16];
  return (
    <Property label={t("paper")}>
      <div className={styles.settings}>
        <Select
          aria-label={t("paper")}
          value={paper.size ?? "a4"}
          options={SIZES.map((each) => ({ value: each, label: t(`size.${each}`) }))}
          onChange={(next) => put({ size: next })}
        />
        <Checkbox
          checked={paper.landscape ?? false}
          onChange={(event) => put({ landscape: event.target.checked })}
        >
          {t("landscape")}
        </Checkbox>
        {size}
      </div>
      <div className={styles.settings}>
        {SIDES.map((side, at) => (
          <Size
            key={side}
            min={0}
            max={100}
            label={t(`margin.${side}`)}
            value={margin[at] ?? 16}
            onChange={(next) =>
              put({ margin: margin.map((each, place) => (place === at ? next : each)) as Paper["margin"] })
            }
          />
        ))}
      </div>
    </Property>
  );
}

function SheetSettings({ template, onChange, size }: Props & { size: React.ReactNode }) {
  const { t } = useTranslation("prints");
  const sheet: LabelSheet = { ...PLAIN_SHEET, ...template.sheet };
  const put = (change: Partial<LabelSheet>) => onChange({ ...template, sheet: { ...sheet, ...change } });
  const known = SHEETS.find((each) => MEASURES.every((name) => each.sheet[name] === sheet[name]));
  return (
    <Property label={t("sheet.title")}>
      <div className={styles.settings}>
        <Select
          className={styles.grow}
          aria-label={t("sheet.title")}
          value={known?.key ?? null}
          placeholder={t("sheet.own")}
          options={SHEETS.map(({ key, sheet: { columns, rows, width, height } }) => ({
            value: key,
            label:
              columns * rows > 1
                ? t("sheet.grid", { columns, rows, width, height })
                : t("sheet.single", { width, height }),
          }))}
          onChange={(key: string) => {
            const preset = SHEETS.find((each) => each.key === key);
            if (preset) onChange({ ...template, paper: preset.paper, sheet: preset.sheet });
          }}
        />
        {size}
        <Checkbox checked={sheet.border ?? false} onChange={(event) => put({ border: event.target.checked })}>
          {t("sheet.border")}
        </Checkbox>
      </div>
      <div className={styles.settings}>
        {MEASURES.map((name) => (
          <Size
            key={name}
            label={t(`sheet.${name}`)}
            unit={name === "columns" || name === "rows" ? "" : "mm"}
            min={name === "columns" || name === "rows" ? 1 : 0}
            value={sheet[name]}
            onChange={(next) => put({ [name]: next })}
          />
        ))}
      </div>
    </Property>
  );
}
