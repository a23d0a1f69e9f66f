/** Options in an order: dragged, or moved with the arrows; what has no place yet waits below. */
import type { RankingField } from "@/lib/form-runtime/definition";
import fieldStyles from "./fields.module.css";
import { OptionTag } from "./option-tag";
import styles from "./survey.module.css";
import type { DisplayProps, FieldWidget } from "./types";

export const rankedOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

function RankingDisplay({ field, value }: DisplayProps<RankingField>) {
  return (
    <span className={fieldStyles.tags}>
      {rankedOf(value).map((each, at) => (
        <span key={each} className={styles.rank}>
          <span className={styles.place}>{at + 1}</span>
          <OptionTag options={field.options} value={each} />
        </span>
      ))}
    </span>
  );
}

export const rankingWidget: FieldWidget<RankingField> = { Display: RankingDisplay };
