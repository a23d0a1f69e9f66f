/** Options in an order: dragged, or moved with the arrows; what has no place yet waits below. */
import { Button, Select } from "antd";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { FieldOption, RankingField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { DragArea } from "@/ui/drag/drag-area";
import { DragHandle } from "@/ui/drag/drag-handle";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import fieldStyles from "./fields.module.css";
import { OptionTag } from "./option-tag";
import styles from "./survey.module.css";
import { ariaOf, type DisplayProps, type FieldWidget, type InputProps } from "./types";

const rankedOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

/** `from` stands before `to` afterwards. */
function moved(ranked: string[], from: number, to: number): string[] {
  const rest = ranked.filter((_, at) => at !== from);
  const at = to > from ? to - 1 : to;
  return [...rest.slice(0, at), ranked[from]!, ...rest.slice(at)];
}

interface RowProps {
  scope: string;
  name: string;
  at: number;
  last: boolean;
  disabled?: boolean;
  onMove: (to: number) => void;
  onRemove: () => void;
}

function Row({ scope, name, at, last, disabled, onMove, onRemove }: RowProps) {
  const { t } = useTranslation("form");
  const drag = useDragItem({ id: `${scope}-${at}`, kind: scope, label: name, data: at }, { disabled });
  const drop = useDropTarget({ id: `${scope}-to-${at}`, accept: [scope], edges: "list", data: at });
  return (
    <li
      ref={(element) => {
        drag.ref(element);
        drop.ref(element);
      }}
      className={styles.ranked}
    >
      <DropLine edge={drop.edge} />
      {!disabled && <DragHandle handleRef={drag.handleRef} label={name} />}
      <span className={styles.place}>{at + 1}</span>
      <span className={styles.rankedName}>{name}</span>
      {!disabled && (
        <span className={styles.moves}>
          <Button
            type="text"
            size="small"
            icon={<ArrowUp size={14} />}
            disabled={at === 0}
            aria-label={t("survey.up", { name })}
            onClick={() => onMove(at - 1)}
          />
          <Button
            type="text"
            size="small"
            icon={<ArrowDown size={14} />}
            disabled={last}
            aria-label={t("survey.down", { name })}
            onClick={() => onMove(at + 2)}
          />
          <Button
            type="text"
            size="small"
            icon={<X size={14} />}
            aria-label={t("survey.unrank", { name })}
            onClick={onRemove}
          />
        </span>
      )}
    </li>
  );
}

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

function RankingInput(props: InputProps<RankingField>) {
  const { field, onChange } = props;
  const { t } = useTranslation("form");
  const label = useLabel();
  const scope = useId();
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
        <DragArea
          onDrop={({ item, target, edge }) =>
            put(moved(ranked, Number(item.data), Number(target.data) + (edge === "after" ? 1 : 0)))
          }
        >
          <ol className={styles.rankedList}>
            {ranked.map((value, at) => (
              <Row
                key={value}
                scope={scope}
                name={nameOf(value)}
                at={at}
                last={at === ranked.length - 1}
                disabled={props.disabled}
                onMove={(to) => put(moved(ranked, at, to))}
                onRemove={() => put(ranked.filter((one) => one !== value))}
              />
            ))}
          </ol>
        </DragArea>
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

export const rankingWidget: FieldWidget<RankingField> = { Input: RankingInput, Display: RankingDisplay };
