/** The text of a barcode or QR code: scanned by the camera, typed, or read by a hand scanner that types. */
import { Button, Input, Popover } from "antd";
import { QrCode, ScanLine, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BarcodeField } from "@/lib/form-runtime/definition";
import { apiUrl } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import styles from "./barcode.module.css";
import { ariaOf, type DisplayProps, type FieldWidget, type InputProps } from "./types";

const Scanner = lazy(() => import("./scanner"));

function BarcodeInput(props: InputProps<BarcodeField>) {
  const { field, onChange, compact, disabled } = props;
  const { t } = useTranslation("form");
  const label = useLabel();
  const [scanning, setScanning] = useState(false);
  const text = typeof props.value === "string" ? props.value : "";
  return (
    <>
      <Input
        id={props.id}
        className="dg-mono"
        value={text}
        readOnly={field.scan_only}
        placeholder={label(field.placeholder) || (field.scan_only ? t("scan.only") : undefined)}
        disabled={disabled}
        autoFocus={props.autoFocus}
        maxLength={field.max_length ?? 255}
        status={props.invalid ? "error" : undefined}
        variant={compact ? "borderless" : undefined}
        aria-label={compact ? props.label : undefined}
        suffix={
          <>
            {field.scan_only && text && !disabled && (
              <Button
                type="text"
                size="small"
                icon={<X size={14} />}
                aria-label={t("scan.clear", { field: props.label })}
                onClick={() => onChange(null)}
              />
            )}
            <Button
              type="text"
              size="small"
              icon={<ScanLine size={16} />}
              disabled={disabled}
              aria-label={t("scan.start", { field: props.label })}
              onClick={() => setScanning(true)}
            />
          </>
        }
        onChange={(event) => onChange(event.target.value || null)}
        onBlur={props.onBlur}
        {...ariaOf(props)}
      />
      {scanning && (
        <Suspense fallback={null}>
          <Scanner
            title={props.label}
            formats={field.formats ?? []}
            onClose={() => setScanning(false)}
            onFound={(found) => {
              onChange(found);
              setScanning(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

const pictureOf = (text: string): string => `${apiUrl("/qr")}?text=${encodeURIComponent(text)}`;

function BarcodeDisplay({ field, value, compact }: DisplayProps<BarcodeField>) {
  const { t } = useTranslation("form");
  const text = String(value);
  const picture = <img className={styles.code} src={pictureOf(text)} alt={t("scan.code", { text })} />;
  if (field.show === "qr" && !compact)
    return (
      <span className={styles.shown}>
        {picture}
        <span className="dg-mono">{text}</span>
      </span>
    );
  return (
    <span className={styles.line}>
      <span className="dg-mono">{text}</span>
      <Popover trigger="click" content={picture}>
        <Button
          type="text"
          size="small"
          icon={<QrCode size={14} />}
          aria-label={t("scan.show", { text })}
          onClick={(event) => event.stopPropagation()}
        />
      </Popover>
    </span>
  );
}

export const barcodeWidget: FieldWidget<BarcodeField> = { Input: BarcodeInput, Display: BarcodeDisplay };
