/** A number that the viewer moves: what if. The numbers follow once it rests. */
import { Slider } from "antd";
import { useEffect, useId, useRef, useState } from "react";
import { useLabel } from "@/lib/i18n";
import { valueOf, type FilterValues, type FilterView } from "@/lib/report/filters";
import styles from "./input-slider.module.css";

interface Props {
  input: FilterView;
  values: FilterValues;
  onChange: (value: number) => void;
}

export function InputSlider({ input, values, onChange }: Props) {
  const label = useLabel();
  const id = useId();
  const outside = Number(valueOf(input, values) ?? input.min ?? 0);
  const [value, setValue] = useState(outside);
  const [known, setKnown] = useState(outside);
  const timer = useRef<number>(undefined);
  if (outside !== known) {
    setKnown(outside);
    setValue(outside);
  }
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const name = label(input.label) || input.key;
  const text = [value, label(input.unit)].filter((part) => part !== "").join(" ");
  return (
    <div className={styles.input}>
      <span className={styles.name} id={id}>
        {name} <strong>{text}</strong>
      </span>
      <Slider
        ariaLabelledByForHandle={id}
        ariaValueTextFormatterForHandle={() => text}
        min={input.min ?? 0}
        max={input.max ?? 100}
        step={input.step ?? 1}
        value={value}
        tooltip={{ open: false }}
        onChange={(next) => {
          setValue(next);
          window.clearTimeout(timer.current);
          timer.current = window.setTimeout(() => onChange(next), 250);
        }}
      />
    </div>
  );
}
