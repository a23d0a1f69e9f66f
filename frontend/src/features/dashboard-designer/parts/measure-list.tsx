/** What is computed, in order: a function over a field, with its own condition; or a formula over other measures. */
import { Button, Dropdown } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { filtersOf, type Measure } from "@/lib/report/definition";
import type { ReportField } from "@/lib/report/queries";
import { useDesigner } from "../model/context";
import { moved } from "../model/edit";
import { MeasureBox } from "./measure-box";
import styles from "./parts.module.css";

const KINDS = ["count", "field", "formula", "input"] as const;
type Kind = (typeof KINDS)[number];

export interface MeasureListProps {
  form: string;
  measures: Measure[];
  fields: readonly ReportField[];
  least: number;
  most: number;
  make: (kind: "count" | "field" | "formula") => Measure;
  onChange: (measures: Measure[]) => void;
}

export function MeasureList(props: MeasureListProps) {
  const { t } = useTranslation("dashdesign");
  const { measures, least, most, make, onChange } = props;
  const input = filtersOf(useDesigner().definition).find((filter) => filter.type === "input");
  const made = (kind: Kind): Measure => {
    if (kind !== "input" || !input) return make(kind === "input" ? "formula" : kind);
    const { formula: _, ...rest } = make("formula");
    return { ...rest, label: input.label, input: input.key };
  };
  return (
    <>
      {measures.map((measure, at) => (
        <MeasureBox
          key={measure.key}
          {...props}
          measure={measure}
          onPut={(next) => onChange(measures.map((one, place) => (place === at ? next : one)))}
          onUp={at > 0 ? () => onChange(moved(measures, at, -1)) : undefined}
          onRemove={
            measures.length > Math.max(least, 1)
              ? () => onChange(measures.filter((_, place) => place !== at))
              : undefined
          }
        />
      ))}
      {measures.length < most && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: KINDS.filter((kind) => kind !== "input" || input !== undefined).map((kind) => ({
              key: kind,
              label: t(`measure.add_${kind}`),
            })),
            onClick: ({ key }) => onChange([...measures, made(key as Kind)]),
          }}
        >
          <Button size="small" type="dashed" className={styles.add} icon={<Plus size={14} />}>
            {t("measure.add")}
          </Button>
        </Dropdown>
      )}
    </>
  );
}
