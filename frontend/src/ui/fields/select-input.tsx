import { Checkbox, Radio, Select } from "antd";
import type { FieldOption, SelectField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import styles from "./fields.module.css";
import { OptionTag } from "./option-tag";
import { ariaOf, type InputProps } from "./types";

/** Retired options stay where they are but can't be chosen again. */
const offered = (field: SelectField, chosen: unknown[]): FieldOption[] =>
  field.options.filter((option) => !option.retired || chosen.includes(option.value));

function Spread(props: InputProps<SelectField>) {
  const label = useLabel();
  const { field, value, onChange } = props;
  const many = field.type === "multi_select";
  const chosen = many ? ((value as string[] | null) ?? []) : [value];
  const options = offered(field, chosen).map((option) => ({
    value: option.value,
    label: label(option.label) || option.value,
  }));
  const shared = { id: props.id, options, disabled: props.disabled, className: styles.spread };
  return (
    <div
      role={many ? "group" : "radiogroup"}
      aria-label={props.label}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    >
      {many ? (
        <Checkbox.Group {...shared} value={chosen as string[]} onChange={onChange} />
      ) : (
        <Radio.Group {...shared} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </div>
  );
}

export function SelectInput(props: InputProps<SelectField>) {
  const label = useLabel();
  const { field, value, onChange } = props;
  const many = field.type === "multi_select";
  if (!props.compact && field.display && field.display !== "dropdown") return <Spread {...props} />;
  const chosen = many ? ((value as string[] | null) ?? []) : value;
  return (
    <Select<unknown>
      id={props.id}
      className={many ? `${styles.full} ${styles.coloured}` : styles.full}
      mode={many ? "multiple" : undefined}
      value={many ? chosen : (chosen ?? undefined)}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      variant={props.compact ? "borderless" : undefined}
      status={props.invalid ? "error" : undefined}
      placeholder={label(field.placeholder)}
      aria-label={props.label}
      allowClear={!props.required || many}
      maxTagCount={props.compact ? "responsive" : undefined}
      showSearch={{
        filterOption: (text, option) => matchesText(text, String(option?.title ?? "")),
      }}
      options={offered(field, many ? (chosen as string[]) : [value]).map((option) => ({
        value: option.value,
        title: label(option.label) || option.value,
        label: <OptionTag options={field.options} value={option.value} />,
      }))}
      onChange={(next) => onChange(next ?? null)}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    />
  );
}
