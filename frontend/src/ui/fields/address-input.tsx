import { Cascader, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { AddressField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import styles from "./places.module.css";
import { cut, useRegions } from "./regions";
import { ariaOf, type InputProps } from "./types";
import { addressParts, addressText } from "./address";

const LEVELS = { province: 1, city: 2, district: 3 };

function FreeInput(props: InputProps<AddressField>) {
  const label = useLabel();
  return (
    <Input
      id={props.id}
      value={typeof props.value === "string" ? props.value : ""}
      placeholder={label(props.field.placeholder)}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      maxLength={props.field.max_length ?? 300}
      status={props.invalid ? "error" : undefined}
      variant={props.compact ? "borderless" : undefined}
      aria-label={props.compact ? props.label : undefined}
      autoComplete="street-address"
      onChange={(event) => props.onChange(event.target.value || null)}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    />
  );
}

function ChinaInput(props: InputProps<AddressField>) {
  const { field, onChange } = props;
  const { t } = useTranslation("form");
  const label = useLabel();
  const { regions, failed } = useRegions(true);
  const { region, detail } = addressParts(props.value);
  const shared = {
    disabled: props.disabled,
    status: props.invalid ? ("error" as const) : undefined,
    variant: props.compact ? ("borderless" as const) : undefined,
  };
  return (
    <div className={styles.address} data-compact={props.compact || undefined}>
      <Cascader
        {...shared}
        id={props.id}
        className={styles.region}
        options={cut(regions, LEVELS[field.level ?? "district"])}
        value={region ? region.split("/") : undefined}
        changeOnSelect
        loading={regions.length === 0 && !failed}
        autoFocus={props.autoFocus}
        placeholder={label(field.placeholder) || t(`address.${field.level ?? "district"}`)}
        notFoundContent={failed ? t("pick.failed") : t("pick.none")}
        aria-label={props.label}
        allowClear
        showSearch={{ filter: (text, steps) => steps.some((step) => matchesText(text, String(step.label))) }}
        onChange={(steps) => onChange(addressText((steps as string[] | undefined)?.join("/") ?? "", detail))}
        onBlur={props.onBlur}
        {...ariaOf(props)}
      />
      {field.detail !== false && (
        <Input
          {...shared}
          className={styles.detail}
          value={detail}
          maxLength={field.max_length ?? 300}
          placeholder={t("address.detail")}
          aria-label={`${props.label} ${t("address.detail")}`}
          onChange={(event) => onChange(addressText(region, event.target.value))}
          onBlur={props.onBlur}
        />
      )}
    </div>
  );
}

export function AddressInput(props: InputProps<AddressField>) {
  return props.field.style === "free" ? <FreeInput {...props} /> : <ChinaInput {...props} />;
}
