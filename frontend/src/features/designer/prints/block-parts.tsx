/** Controls that several blocks of a template share. */
import { InputNumber, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import type { Align } from "@/lib/printing/types";
import styles from "./prints.module.css";

export interface BlockProps<Block> {
  block: Block;
  onChange: (block: Block) => void;
}

export function useFieldOptions() {
  const label = useLabel();
  return (fields: Field[]) =>
    fields.map((field) => ({ value: field.key, label: label(field.label) || field.key }));
}

export function AlignInput({
  value,
  onChange,
}: {
  value: Align | undefined;
  onChange: (align: Align) => void;
}) {
  const { t } = useTranslation("prints");
  return (
    <Segmented<Align>
      size="small"
      aria-label={t("align.title")}
      value={value ?? "left"}
      options={(["left", "center", "right"] as const).map((each) => ({
        value: each,
        label: t(`align.${each}`),
      }))}
      onChange={onChange}
    />
  );
}

interface SizeProps {
  label: string;
  unit?: string;
  value: number;
  min?: number;
  max?: number;
  onChange: (value: number) => void;
}

/** A measure, in millimetres unless it says otherwise. */
export function Size({ label, unit = "mm", value, min = 1, max = 400, onChange }: SizeProps) {
  return (
    <label className={styles.size}>
      <span>{label}</span>
      <InputNumber<number>
        size="small"
        min={min}
        max={max}
        value={value}
        suffix={unit}
        onChange={(next) => onChange(next ?? value)}
      />
    </label>
  );
}
