import { Button, Input } from "antd";
import { PencilLine, Undo2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EncryptedField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import styles from "./fields.module.css";
import { ariaOf, type InputProps } from "./types";

const HIDDEN = "****";

const isMasked = (value: unknown): value is string => typeof value === "string" && value.includes(HIDDEN);

/** The masked text is kept until something else is typed; leaving the box empty keeps it too. */
export function EncryptedInput(props: InputProps<EncryptedField>) {
  const { field, onChange, compact, disabled } = props;
  const { t } = useTranslation("form");
  const label = useLabel();
  const [kept, setKept] = useState<string | null>(null);
  const text = typeof props.value === "string" ? props.value : "";
  const masked = isMasked(props.value) && kept === null;
  const back = () => {
    onChange(kept);
    setKept(null);
  };
  const act = masked ? (
    <>
      {!props.required && !disabled && (
        <Button
          type="text"
          size="small"
          icon={<X size={14} />}
          aria-label={t("encrypted.clear", { field: props.label })}
          title={t("encrypted.clear", { field: props.label })}
          onClick={() => onChange(null)}
        />
      )}
      <Button
        type="text"
        size="small"
        icon={<PencilLine size={14} />}
        disabled={disabled}
        aria-label={t("encrypted.change", { field: props.label })}
        title={t("encrypted.change", { field: props.label })}
        onClick={() => {
          setKept(text);
          onChange(null);
        }}
      />
    </>
  ) : kept ? (
    <Button
      type="text"
      size="small"
      icon={<Undo2 size={14} />}
      aria-label={t("encrypted.keep", { masked: kept })}
      title={t("encrypted.keep", { masked: kept })}
      onClick={back}
    />
  ) : undefined;
  return (
    <Input
      key={masked ? "masked" : "open"}
      id={props.id}
      className={compact ? "dg-mono" : `dg-mono ${styles.mono}`}
      value={text}
      readOnly={masked}
      disabled={disabled}
      autoFocus={kept !== null || props.autoFocus}
      autoComplete="off"
      spellCheck={false}
      maxLength={field.max_length ?? 255}
      placeholder={kept ? t("encrypted.whole") : label(field.placeholder)}
      status={props.invalid ? "error" : undefined}
      variant={compact ? "borderless" : undefined}
      aria-label={compact ? props.label : undefined}
      suffix={act}
      onChange={(event) => onChange(event.target.value || null)}
      onBlur={() => {
        if (kept !== null && !text) back();
        props.onBlur?.();
      }}
      {...ariaOf(props)}
    />
  );
}
