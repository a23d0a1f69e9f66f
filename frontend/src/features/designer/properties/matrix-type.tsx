/** Rows and columns of a matrix, written one a line. */
import { Input, Segmented } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { FieldOption, MatrixField } from "@/lib/form-runtime/definition";
import { useLocale } from "@/lib/i18n";
import { labelText } from "@/lib/locale";
import { growing } from "@/lib/growing";
import { NumberProperty, Pair, Property, Toggle } from "@/ui/property/property";
import { withOptions } from "../model/options";
import { Ends } from "./scale-ends";
import type { TypeProps } from "./use-field-patch";

/** One name a line; a name that stays keeps its value, so that answers already given keep their meaning. */
function Lines(props: { name: string; options: FieldOption[]; onChange: (options: FieldOption[]) => void }) {
  const id = useId();
  const locale = useLocale();
  const shown = props.options.map((option) => labelText(option.label, locale) || option.value).join("\n");
  const put = (text: string) => {
    const names = [...new Set(text.split("\n").map((line) => line.replaceAll(":", "：").trim()))].filter(
      Boolean,
    );
    const kept = names.map(
      (name) =>
        props.options.find((option) => labelText(option.label, locale) === name) ??
        withOptions(props.options, [name]).at(-1)!,
    );
    props.onChange(kept);
  };
  return (
    <Property label={props.name} htmlFor={id}>
      <Input.TextArea
        key={shown}
        id={id}
        defaultValue={shown}
        styles={{ textarea: growing(3, 12) }}
        onBlur={(event) => put(event.target.value)}
      />
    </Property>
  );
}

export function MatrixProperties({ field, patch }: TypeProps<MatrixField>) {
  const { t } = useTranslation("designer");
  const answer = field.answer ?? "single";
  return (
    <>
      <Property label={t("survey.answer")}>
        <Segmented
          block
          aria-label={t("survey.answer")}
          value={answer}
          options={(["single", "several", "number"] as const).map((value) => ({
            value,
            label: t(`survey.answers.${value}`),
          }))}
          onChange={(next) => patch({ answer: next === "single" ? undefined : next })}
        />
      </Property>
      <Lines name={t("survey.rows")} options={field.rows} onChange={(rows) => patch({ rows })} />
      {answer === "number" ? (
        <>
          <Pair>
            <NumberProperty
              label={t("property.min")}
              min={0}
              max={9}
              value={field.min ?? 1}
              onChange={(min) => patch({ min: min ?? 1 })}
            />
            <NumberProperty
              label={t("property.max")}
              min={1}
              max={10}
              value={field.max ?? 5}
              onChange={(max) => patch({ max: max ?? 5 })}
            />
          </Pair>
          <Ends field={field} patch={patch} />
        </>
      ) : (
        <Lines
          name={t("survey.columns")}
          options={field.columns ?? []}
          onChange={(columns) => patch({ columns })}
        />
      )}
      <Toggle
        label={t("survey.all_rows")}
        value={!!field.all_rows}
        onChange={(on) => patch({ all_rows: on || undefined })}
      />
    </>
  );
}
