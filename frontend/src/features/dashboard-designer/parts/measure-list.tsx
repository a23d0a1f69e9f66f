/** What is computed, in order: a function over a field, with its own condition; or a formula over other measures. */
import { Button, Dropdown } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Measure } from "@/lib/report/definition";
import type { ReportField } from "@/lib/report/queries";
import { moved } from "../model/edit";
import { MeasureBox } from "./measure-box";
import styles from "./parts.module.css";

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
            items: (["count", "field", "formula"] as const).map((kind) => ({
              key: kind,
              label: t(`measure.add_${kind}`),
            })),
            onClick: ({ key }) => onChange([...measures, make(key as "count" | "field" | "formula")]),
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
