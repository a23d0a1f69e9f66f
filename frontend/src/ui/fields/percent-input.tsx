import type { PercentField } from "@/lib/form-runtime/definition";
import { fractionToPercent, percentToFraction } from "@/lib/form-runtime/format";
import { NumericInput } from "./numeric-input";
import type { InputProps } from "./types";

/** 25 in the box is 0.25 in the record, as in Excel. */
export function PercentInput(props: InputProps<PercentField>) {
  const { value, onChange } = props;
  return (
    <NumericInput
      {...props}
      decimals={props.field.decimals ?? 2}
      thousands={false}
      suffix="%"
      value={typeof value === "number" ? fractionToPercent(value) : null}
      onChange={(next) => onChange(typeof next === "number" ? percentToFraction(next) : null)}
    />
  );
}
