import { Cascader } from "antd";
import type { CascadeField, CascadeOption } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import styles from "./fields.module.css";
import { ariaOf, type InputProps } from "./types";

interface Node {
  value: string;
  label: string;
  disabled?: boolean;
  children?: Node[];
}

export function CascadeInput(props: InputProps<CascadeField>) {
  const { field, onChange } = props;
  const label = useLabel();
  const path = typeof props.value === "string" ? props.value : "";
  const nodes = (options: CascadeOption[], above: string): Node[] =>
    options
      .map((option) => ({ option, own: `${above}${option.value}` }))
      // A retired option stays where it is chosen and can't be chosen anew.
      .filter(({ option, own }) => !option.retired || `${path}/`.startsWith(`${own}/`))
      .map(({ option, own }) => ({
        value: option.value,
        label: label(option.label) || option.value,
        disabled: option.retired,
        children: option.children?.length ? nodes(option.children, `${own}/`) : undefined,
      }));
  return (
    <Cascader<Node>
      id={props.id}
      className={styles.full}
      options={nodes(field.options, "")}
      value={path ? path.split("/") : undefined}
      changeOnSelect={field.any_level}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      variant={props.compact ? "borderless" : undefined}
      status={props.invalid ? "error" : undefined}
      placeholder={label(field.placeholder)}
      aria-label={props.label}
      allowClear={!props.required}
      showSearch={{
        filter: (text, steps) => steps.some((step) => matchesText(text, String(step.label))),
      }}
      onChange={(steps) => onChange(steps?.length ? steps.join("/") : null)}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    />
  );
}
