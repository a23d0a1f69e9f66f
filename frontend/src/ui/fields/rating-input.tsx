import { Rate } from "antd";
import type { RatingField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import styles from "./survey.module.css";
import { ariaOf, type InputProps } from "./types";
import { sign, marksOf } from "./rating";

/** A row of numbers, with words at both ends. */
function Scale(props: InputProps<RatingField>) {
  const { field, value, onChange } = props;
  const label = useLabel();
  const ends = [label(field.low_label), label(field.high_label)];
  return (
    <div className={styles.scaleBox}>
      <div
        id={props.id}
        className={styles.scale}
        role="radiogroup"
        aria-label={props.label}
        onBlur={props.onBlur}
        {...ariaOf(props)}
      >
        {marksOf(field).map((mark) => (
          <button
            key={mark}
            type="button"
            role="radio"
            className={styles.mark}
            aria-checked={value === mark}
            disabled={props.disabled}
            onClick={() => onChange(value === mark && !props.required ? null : mark)}
          >
            {mark}
          </button>
        ))}
      </div>
      {!props.compact && (ends[0] || ends[1]) && (
        <div className={styles.ends}>
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </div>
  );
}

export function RatingInput(props: InputProps<RatingField>) {
  const { field, value, onChange } = props;
  if (field.display === "scale") return <Scale {...props} />;
  return (
    <div
      id={props.id}
      role="group"
      aria-label={props.label}
      className={styles.rate}
      data-compact={props.compact || undefined}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    >
      <Rate
        value={typeof value === "number" ? value : 0}
        count={field.max ?? 5}
        disabled={props.disabled}
        allowClear={!props.required}
        data-sign={field.display ?? "stars"}
        character={({ index = 0 }) => (
          <>
            {sign(field, props.compact ? 16 : 22)}
            <span className="dg-sr-only">{index + 1}</span>
          </>
        )}
        onChange={(next) => onChange(next || null)}
      />
    </div>
  );
}
