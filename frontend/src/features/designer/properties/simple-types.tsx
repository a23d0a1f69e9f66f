import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type {
  AttachmentField,
  DateField,
  MemberField,
  PhoneField,
  SubformField,
} from "@/lib/form-runtime/definition";
import { NumberProperty, Pair, Property, Toggle } from "@/ui/property/property";
import styles from "./properties.module.css";
import { FileLimits } from "./file-limits";
import type { TypeProps } from "./use-field-patch";

export function DateProperties({ field, patch }: TypeProps<DateField>) {
  const { t } = useTranslation("designer");
  const ids = { min: useId(), max: useId() };
  const withTime = field.type === "datetime";
  const written = (day: dayjs.Dayjs | null) =>
    day ? (withTime ? day.toISOString() : day.format("YYYY-MM-DD")) : undefined;
  return (
    <Pair>
      {(["min", "max"] as const).map((name) => (
        <Property key={name} label={t(`property.date_${name}`)} htmlFor={ids[name]}>
          <DatePicker
            id={ids[name]}
            className={styles.full}
            showTime={withTime ? { format: "HH:mm" } : false}
            value={field[name] ? dayjs(field[name]) : null}
            onChange={(day) => patch({ [name]: written(day) })}
          />
        </Property>
      ))}
    </Pair>
  );
}

const REGIONS = [
  "CN",
  "HK",
  "MO",
  "TW",
  "SG",
  "JP",
  "KR",
  "MY",
  "TH",
  "VN",
  "US",
  "CA",
  "GB",
  "DE",
  "FR",
  "AU",
];

export function PhoneProperties({ field, patch }: TypeProps<PhoneField>) {
  const { t, i18n } = useTranslation("designer");
  const id = useId();
  const names = new Intl.DisplayNames([i18n.language], { type: "region" });
  return (
    <>
      <Property label={t("property.region")} htmlFor={id}>
        <Select
          id={id}
          className={styles.full}
          value={field.region ?? "CN"}
          aria-label={t("property.region")}
          options={REGIONS.map((region) => ({ value: region, label: names.of(region) ?? region }))}
          onChange={(region) => patch({ region })}
        />
      </Property>
      <Toggle
        label={t("property.mobile_only")}
        value={!!field.mobile_only}
        onChange={(on) => patch({ mobile_only: on || undefined })}
      />
    </>
  );
}

export function PeopleProperties({ field, patch }: TypeProps<MemberField>) {
  const { t } = useTranslation("designer");
  return (
    <Toggle
      label={t("property.many")}
      value={!!field.many}
      onChange={(on) => patch({ many: on || undefined })}
    />
  );
}

export function AttachmentProperties({ field, patch }: TypeProps<AttachmentField>) {
  const { t } = useTranslation("designer");
  const id = useId();
  const kinds = ["image/*", ".pdf", ".docx", ".xlsx", ".pptx", ".zip", "video/*", "audio/*"];
  return (
    <>
      <FileLimits field={field} patch={patch} />
      <Property label={t("property.accept")} htmlFor={id} help={t("property.accept_help")}>
        <Select
          id={id}
          mode="tags"
          className={styles.full}
          aria-label={t("property.accept")}
          value={field.accept ?? []}
          options={kinds.map((kind) => ({ value: kind, label: kind }))}
          onChange={(accept: string[]) => patch({ accept: accept.length ? accept : undefined })}
        />
      </Property>
    </>
  );
}

export function SubformProperties({ field, patch }: TypeProps<SubformField>) {
  const { t } = useTranslation("designer");
  return (
    <>
      <p className={styles.help}>{t("property.subform_help")}</p>
      <Pair>
        <NumberProperty
          label={t("property.min_rows")}
          min={0}
          max={1000}
          value={field.min_rows}
          onChange={(min_rows) => patch({ min_rows })}
        />
        <NumberProperty
          label={t("property.max_rows")}
          min={1}
          max={1000}
          value={field.max_rows}
          onChange={(max_rows) => patch({ max_rows })}
        />
      </Pair>
    </>
  );
}
