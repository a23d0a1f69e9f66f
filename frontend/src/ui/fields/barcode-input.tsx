import { Button, Input } from "antd";
import { ScanLine, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BarcodeField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { ariaOf, type InputProps } from "./types";

const Scanner = lazy(() => import("./scanner"));

export function BarcodeInput(props: InputProps<BarcodeField>) {
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
