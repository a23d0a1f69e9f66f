/** A text that is shown masked. The whole of it is asked for one by one, by who has the right to see it. */
import { Button, Input, message } from "antd";
import { Eye, EyeOff, PencilLine, Undo2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/lib/api";
import type { EncryptedField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import styles from "./fields.module.css";
import { useReveal } from "./reveal";
import { ariaOf, type DisplayProps, type FieldWidget, type InputProps } from "./types";

const HIDDEN = "****";
const isMasked = (value: unknown): value is string => typeof value === "string" && value.includes(HIDDEN);

/** The masked text is kept until something else is typed; leaving the box empty keeps it too. */
function EncryptedInput(props: InputProps<EncryptedField>) {
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

function EncryptedDisplay({ field, value }: DisplayProps<EncryptedField>) {
  const { t } = useTranslation("form");
  const name = useLabel()(field.label) || field.key;
  const reveal = useReveal(field.key);
  const [whole, setWhole] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const masked = String(value);
  if (!reveal) return <span className="dg-mono">{masked}</span>;
  const ask = async () => {
    setAsking(true);
    try {
      setWhole(await reveal());
    } catch (error) {
      void message.error(error instanceof ApiProblem ? error.message : t("encrypted.failed"));
    } finally {
      setAsking(false);
    }
  };
  return (
    <span className={styles.secret}>
      <span className="dg-mono">{whole ?? masked}</span>
      <Button
        type="text"
        size="small"
        loading={asking}
        icon={whole ? <EyeOff size={14} /> : <Eye size={14} />}
        aria-label={t(whole ? "encrypted.hide" : "encrypted.show", { field: name })}
        title={t(whole ? "encrypted.hide" : "encrypted.show_noted", { field: name })}
        onClick={(event) => {
          event.stopPropagation();
          if (whole) setWhole(null);
          else void ask();
        }}
      />
    </span>
  );
}

export const encryptedWidget: FieldWidget<EncryptedField> = {
  Input: EncryptedInput,
  Display: EncryptedDisplay,
};
