/** Words at both ends of a scale. */
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { MatrixField, RatingField } from "@/lib/form-runtime/definition";
import type { Label } from "@/lib/types";
import { LabelInput } from "@/ui/label-input";
import { Pair, Property } from "@/ui/property/property";
import type { TypeProps } from "./use-field-patch";

const filled = (label: Label): Label | undefined =>
  typeof label === "string" ? label || undefined : label["zh-CN"] || label.en ? label : undefined;

export function LabelProperty(props: {
  name: string;
  value: Label | null | undefined;
  onChange: (value: Label | undefined) => void;
}) {
  const id = useId();
  return (
    <Property label={props.name} htmlFor={id}>
      <LabelInput
        id={id}
        maxLength={40}
        value={props.value}
        onChange={(next) => props.onChange(filled(next))}
      />
    </Property>
  );
}

export function Ends({ field, patch }: TypeProps<RatingField | MatrixField>) {
  const { t } = useTranslation("designer");
  return (
    <Pair>
      <LabelProperty
        name={t("survey.low_label")}
        value={field.low_label}
        onChange={(low_label) => patch({ low_label })}
      />
      <LabelProperty
        name={t("survey.high_label")}
        value={field.high_label}
        onChange={(high_label) => patch({ high_label })}
      />
    </Pair>
  );
}
