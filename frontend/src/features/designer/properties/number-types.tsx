import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { MoneyField, NumberField, PercentField } from "@/lib/form-runtime/definition";
import { fractionToPercent, percentToFraction } from "@/lib/form-runtime/format";
import { LabelInput } from "@/ui/label-input";
import { NumberProperty, Pair, Property, Toggle } from "@/ui/property/property";
import type { TypeProps } from "./use-field-patch";

const CURRENCIES = [
  "CNY",
  "USD",
  "EUR",
  "HKD",
  "JPY",
  "GBP",
  "SGD",
  "TWD",
  "KRW",
  "AUD",
  "CAD",
  "VND",
  "THB",
];

function Limits({ field, patch }: TypeProps<NumberField | MoneyField>) {
  const { t } = useTranslation("designer");
  const precision = field.decimals ?? (field.type === "money" ? 2 : 0);
  return (
    <Pair>
      <NumberProperty
        label={t("property.min")}
        precision={precision}
        value={field.min}
        onChange={(min) => patch({ min })}
      />
      <NumberProperty
        label={t("property.max")}
        precision={precision}
        value={field.max}
        onChange={(max) => patch({ max })}
      />
    </Pair>
  );
}

export function NumberProperties({ field, patch }: TypeProps<NumberField>) {
  const { t } = useTranslation("designer");
  const id = useId();
  return (
    <>
      <Pair>
        <NumberProperty
          label={t("property.decimals")}
          min={0}
          max={10}
          value={field.decimals ?? 0}
          onChange={(decimals) => patch({ decimals: decimals ?? 0 })}
        />
        <Property label={t("property.unit")} htmlFor={id}>
          <LabelInput
            id={id}
            maxLength={20}
            value={field.unit}
            onChange={(unit) =>
              patch({
                unit: typeof unit === "string" ? unit || undefined : unit["zh-CN"] || unit.en || undefined,
              })
            }
          />
        </Property>
      </Pair>
      <Limits field={field} patch={patch} />
      <Toggle
        label={t("property.thousands")}
        value={!!field.thousands}
        onChange={(on) => patch({ thousands: on || undefined })}
      />
      {(field.decimals ?? 0) > 0 && (
        <Toggle
          label={t("property.trim")}
          value={!!field.trim}
          onChange={(on) => patch({ trim: on || undefined })}
        />
      )}
    </>
  );
}

export function CurrencySelect({
  id,
  value,
  onChange,
}: {
  id?: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation("designer");
  return (
    <Select
      id={id}
      style={{ width: "100%" }}
      showSearch
      value={value}
      aria-label={t("property.currency")}
      options={CURRENCIES.map((code) => ({ value: code, label: `${code} ${t(`currency.${code}`)}` }))}
      onChange={onChange}
    />
  );
}

export function MoneyProperties({ field, patch }: TypeProps<MoneyField>) {
  const { t } = useTranslation("designer");
  const id = useId();
  return (
    <>
      <Pair>
        <Property label={t("property.currency")} htmlFor={id}>
          <CurrencySelect
            id={id}
            value={field.currency ?? "CNY"}
            onChange={(currency) => patch({ currency })}
          />
        </Property>
        <NumberProperty
          label={t("property.decimals")}
          min={0}
          max={10}
          value={field.decimals ?? 2}
          onChange={(decimals) => patch({ decimals: decimals ?? 2 })}
        />
      </Pair>
      <Limits field={field} patch={patch} />
    </>
  );
}

/** The panel speaks of per cent, the definition of fractions. */
export function PercentProperties({ field, patch }: TypeProps<PercentField>) {
  const { t } = useTranslation("designer");
  const shown = (value: number | null | undefined) =>
    typeof value === "number" ? fractionToPercent(value) : undefined;
  const stored = (value: number | undefined) => (value === undefined ? undefined : percentToFraction(value));
  const decimals = field.decimals ?? 2;
  return (
    <>
      <NumberProperty
        label={t("property.decimals")}
        min={0}
        max={10}
        value={decimals}
        onChange={(next) => patch({ decimals: next ?? 2 })}
      />
      <Pair>
        <NumberProperty
          label={t("property.min")}
          precision={decimals}
          suffix="%"
          value={shown(field.min)}
          onChange={(min) => patch({ min: stored(min) })}
        />
        <NumberProperty
          label={t("property.max")}
          precision={decimals}
          suffix="%"
          value={shown(field.max)}
          onChange={(max) => patch({ max: stored(max) })}
        />
      </Pair>
    </>
  );
}
