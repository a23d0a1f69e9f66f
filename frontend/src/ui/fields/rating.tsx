import { Rate } from "antd";
import { Heart, Star, ThumbsUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RatingField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import styles from "./survey.module.css";
import { ariaOf, type DisplayProps, type FieldWidget, type InputProps } from "./types";

const SIGNS = { stars: Star, hearts: Heart, thumbs: ThumbsUp };

function sign(field: RatingField, size: number) {
  const Sign = SIGNS[field.display === "scale" ? "stars" : (field.display ?? "stars")];
  return <Sign size={size} fill="currentColor" strokeWidth={1.5} aria-hidden />;
}

const marksOf = (field: RatingField): number[] => {
  const low = field.min ?? 1;
  return Array.from({ length: (field.max ?? 5) - low + 1 }, (_, at) => low + at);
};

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

function RatingInput(props: InputProps<RatingField>) {
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

function RatingDisplay({ field, value, compact }: DisplayProps<RatingField>) {
  const { t } = useTranslation("form");
  const mark = Number(value);
  const most = field.max ?? 5;
  if (field.display === "scale")
    return (
      <span className={styles.share}>
        <b>{mark}</b>
        <span aria-hidden>/{most}</span>
      </span>
    );
  return (
    <span
      className={styles.signs}
      role="img"
      aria-label={t("survey.marks", { mark, most })}
      data-sign={field.display ?? "stars"}
    >
      {marksOf(field).map((each) => (
        <span key={each} data-off={each > mark || undefined}>
          {sign(field, compact ? 14 : 18)}
        </span>
      ))}
    </span>
  );
}

export const ratingWidget: FieldWidget<RatingField> = { Input: RatingInput, Display: RatingDisplay };
