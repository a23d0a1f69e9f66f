import { Checkbox, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { BooleanField } from "@/lib/form-runtime/definition";
import styles from "./fields.module.css";
import { ariaOf, type InputProps } from "./types";

export function BooleanInput(props: InputProps<BooleanField>) {
  const { t } = useTranslation("form");
  const on = props.value === true;
  if (props.compact)
    return (
      <Checkbox
        id={props.id}
        className={styles.cellCheck}
        checked={on}
        disabled={props.disabled}
        aria-label={props.label}
        onChange={(event) => props.onChange(event.target.checked)}
        onBlur={props.onBlur}
      />
    );
  return (
    <span className={styles.switchLine} onBlur={props.onBlur}>
      <Switch
        id={props.id}
        checked={on}
        disabled={props.disabled}
        autoFocus={props.autoFocus}
        aria-label={props.label}
        onChange={props.onChange}
        {...ariaOf(props)}
      />
      <span aria-hidden>{props.value === null ? t("value.unset") : t(on ? "value.yes" : "value.no")}</span>
    </span>
  );
}
