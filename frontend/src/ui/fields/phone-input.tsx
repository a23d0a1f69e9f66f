import { Input } from "antd";
import type { PhoneField } from "@/lib/form-runtime/definition";
import { formatPhone } from "@/lib/form-runtime/format";
import { useLabel } from "@/lib/i18n";
import { ariaOf, type InputProps } from "./types";
import styles from "./fields.module.css";

/** Country codes of the regions a form is likely to be set to; others are written with +. */
const COUNTRY_CODES: Record<string, string> = {
  CN: "+86",
  HK: "+852",
  MO: "+853",
  TW: "+886",
  SG: "+65",
  JP: "+81",
  KR: "+82",
  MY: "+60",
  TH: "+66",
  VN: "+84",
  US: "+1",
  CA: "+1",
  GB: "+44",
  DE: "+49",
  FR: "+33",
  AU: "+61",
};

export function PhoneInput(props: InputProps<PhoneField>) {
  const { field, value, onChange } = props;
  const label = useLabel();
  const region = field.region ?? "CN";
  const text = typeof value === "string" ? value : "";
  const abroad = text.startsWith("+") && formatPhone(text, region) === text;
  return (
    <Input
      id={props.id}
      type="tel"
      inputMode="tel"
      autoComplete="off"
      value={abroad ? text : formatPhone(text, region)}
      placeholder={label(field.placeholder)}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      status={props.invalid ? "error" : undefined}
      variant={props.compact ? "borderless" : undefined}
      aria-label={props.compact ? props.label : undefined}
      prefix={
        props.compact || abroad ? undefined : (
          <span className={styles.prefix}>{COUNTRY_CODES[region] ?? region}</span>
        )
      }
      onChange={(event) => onChange(event.target.value.replace(/^\s+/, ""))}
      onBlur={() => {
        const compact = text.replace(/[\s-]/g, "");
        if (compact !== text) onChange(compact);
        props.onBlur?.();
      }}
      {...ariaOf(props)}
    />
  );
}
