/** What a designer sets about addresses, locations, pictures, signatures and codes. */
import { Segmented, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type {
  AddressField,
  BarcodeField,
  ImageField,
  LocationField,
  SignatureField,
} from "@/lib/form-runtime/definition";
import { NumberProperty, Property, Toggle } from "@/ui/property/property";
import styles from "./properties.module.css";
import { FileLimits } from "./file-limits";
import type { TypeProps } from "./use-field-patch";

const LEVELS = ["province", "city", "district"] as const;
const FORMATS = [
  "qr",
  "data_matrix",
  "pdf_417",
  "aztec",
  "code_128",
  "code_39",
  "ean_13",
  "ean_8",
  "upc_a",
  "itf",
];

export function AddressProperties({ field, patch }: TypeProps<AddressField>) {
  const { t } = useTranslation("designer");
  const china = (field.style ?? "cn") === "cn";
  return (
    <>
      <Property
        label={t("property.address_style")}
        help={t(`property.address_${china ? "cn" : "free"}_help`)}
      >
        <Segmented
          block
          aria-label={t("property.address_style")}
          value={field.style ?? "cn"}
          options={[
            { value: "cn", label: t("property.address_cn") },
            { value: "free", label: t("property.address_free") },
          ]}
          onChange={(style) => patch({ style: style === "cn" ? undefined : style })}
        />
      </Property>
      {china && (
        <Property label={t("property.address_level")}>
          <Segmented
            block
            aria-label={t("property.address_level")}
            value={field.level ?? "district"}
            options={LEVELS.map((level) => ({ value: level, label: t(`property.level_${level}`) }))}
            onChange={(level) => patch({ level: level === "district" ? undefined : level })}
          />
        </Property>
      )}
      {china && (
        <Toggle
          label={t("property.address_detail")}
          value={field.detail !== false}
          onChange={(on) => patch({ detail: on ? undefined : false })}
        />
      )}
    </>
  );
}

export function LocationProperties({ field, patch }: TypeProps<LocationField>) {
  const { t } = useTranslation("designer");
  return (
    <Toggle
      label={t("property.here_only")}
      help={t("property.here_only_help")}
      value={!!field.here_only}
      onChange={(on) => patch({ here_only: on || undefined })}
    />
  );
}

export function ImageProperties({ field, patch }: TypeProps<ImageField>) {
  const { t } = useTranslation("designer");
  return (
    <>
      <FileLimits field={field} patch={patch} />
      <Toggle
        label={t("property.camera")}
        help={t("property.camera_help")}
        value={!!field.camera}
        onChange={(on) => patch({ camera: on || undefined })}
      />
    </>
  );
}

export function SignatureProperties({ field, patch }: TypeProps<SignatureField>) {
  const { t } = useTranslation("designer");
  return (
    <NumberProperty
      label={t("property.max_mb")}
      min={1}
      max={5}
      placeholder="2"
      suffix="MB"
      value={field.max_mb}
      onChange={(max_mb) => patch({ max_mb })}
    />
  );
}

export function BarcodeProperties({ field, patch }: TypeProps<BarcodeField>) {
  const { t } = useTranslation("designer");
  const id = useId();
  return (
    <>
      <Toggle
        label={t("property.scan_only")}
        help={t("property.scan_only_help")}
        value={!!field.scan_only}
        onChange={(on) => patch({ scan_only: on || undefined })}
      />
      <Toggle
        label={t("property.show_qr")}
        value={field.show === "qr"}
        onChange={(on) => patch({ show: on ? "qr" : undefined })}
      />
      <Property label={t("property.formats")} htmlFor={id} help={t("property.formats_help")}>
        <Select
          id={id}
          mode="multiple"
          className={styles.full}
          aria-label={t("property.formats")}
          value={field.formats ?? []}
          options={FORMATS.map((format) => ({
            value: format,
            label: format.replaceAll("_", " ").toUpperCase(),
          }))}
          onChange={(formats: string[]) => patch({ formats: formats.length ? formats : undefined })}
        />
      </Property>
    </>
  );
}
