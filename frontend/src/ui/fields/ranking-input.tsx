import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldOption, RankingField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { later } from "../later";
import fieldStyles from "./fields.module.css";
import styles from "./survey.module.css";
import { ariaOf, type InputProps } from "./types";
import { rankedOf } from "./ranking";

/** Dragging is a tenth of a list's script, and few lists rank anything. */
const RankedRows = later(async () => (await import("./ranked-rows")).RankedRows);

function CompactRanking(props: InputProps<RankingField>) {
  const { field, onChange } = props;
  const label = useLabel();
  return (
    <Select<string[]>
      id={props.id}
      className={fieldStyles.full}
      mode="multiple"
      variant="borderless"
      value={rankedOf(props.value)}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      aria-label={props.label}
      maxTagCount="responsive"
      options={field.options.map((option) => ({
        value: option.value,
        label: label(option.label) || option.value,
      }))}
      onChange={(next) => onChange(next.length ? next : null)}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    />
  );
}

export function RankingInput(props: InputProps<RankingField>) {
  const { field, onChange } = props;
  const { t } = useTranslation("form");
  const label = useLabel();
  if (props.compact) return <CompactRanking {...props} />;
  const ranked = rankedOf(props.value);
  const waiting = field.options.filter((option) => !option.retired && !ranked.includes(option.value));
  const nameOf = (value: string): string => {
    const option = field.options.find((one: FieldOption) => one.value === value);
    return (option && label(option.label)) || value;
  };
  const put = (next: string[]) => onChange(next.length ? next : null);
  return (
    <div
      id={props.id}
      role="group"
      aria-label={props.label}
      className={styles.ranking}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    >
      {ranked.length > 0 && (
        <RankedRows ranked={ranked} nameOf={nameOf} disabled={props.disabled} put={put} />
      )}
      {waiting.length > 0 && (
        <div className={styles.waiting}>
          <span className={styles.hint}>{t(ranked.length ? "survey.rank_next" : "survey.rank_first")}</span>
          {waiting.map((option) => (
            <Button
              key={option.value}
              size="small"
              disabled={props.disabled}
              onClick={() => put([...ranked, option.value])}
            >
              {nameOf(option.value)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
