import { Slider } from "antd";
import type { SliderField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { NumericInput } from "./numeric-input";
import styles from "./survey.module.css";
import type { InputProps } from "./types";

/** The knob for a first guess, the box for the exact number. */
export function SliderInput(props: InputProps<SliderField>) {
  const { field, value, onChange } = props;
  const label = useLabel();
  const unit = label(field.unit);
  const [min, max] = [field.min ?? 0, field.max ?? 100];
  const box = (
    <NumericInput
      {...props}
      named
      decimals={field.decimals ?? 0}
      thousands={false}
      suffix={unit || undefined}
    />
  );
  if (props.compact) return box;
  return (
    <div className={styles.slider} role="group" aria-label={props.label}>
      <Slider
        className={styles.track}
        min={min}
        max={max}
        step={field.step ?? 1}
        value={typeof value === "number" ? value : min}
        disabled={props.disabled}
        marks={{ [min]: String(min), [max]: String(max) }}
        tooltip={{ formatter: (shown) => `${shown}${unit}` }}
        ariaLabelForHandle={props.label}
        onChange={onChange}
        onBlur={props.onBlur}
      />
      <div className={styles.exact}>{box}</div>
    </div>
  );
}
