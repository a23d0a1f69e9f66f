import { Heart, Star, ThumbsUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RatingField } from "@/lib/form-runtime/definition";
import styles from "./survey.module.css";
import type { DisplayProps, FieldWidget } from "./types";

const SIGNS = { stars: Star, hearts: Heart, thumbs: ThumbsUp };

export function sign(field: RatingField, size: number) {
  const Sign = SIGNS[field.display === "scale" ? "stars" : (field.display ?? "stars")];
  return <Sign size={size} fill="currentColor" strokeWidth={1.5} aria-hidden />;
}

export const marksOf = (field: RatingField): number[] => {
  const low = field.min ?? 1;
  return Array.from({ length: (field.max ?? 5) - low + 1 }, (_, at) => low + at);
};

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

export const ratingWidget: FieldWidget<RatingField> = { Display: RatingDisplay };
