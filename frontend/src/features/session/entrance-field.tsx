import { useId, useState, type InputHTMLAttributes } from "react";
import { useTranslation } from "react-i18next";
import styles from "./entrance.module.css";

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
  invalid?: boolean;
}

export function EntranceField({ label, hint, invalid = false, type = "text", ...rest }: Props) {
  const { t } = useTranslation("session");
  const id = useId();
  const [shown, setShown] = useState(false);
  const secret = type === "password";
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.inputWrap}>
        <input
          {...rest}
          id={id}
          type={secret && shown ? "text" : type}
          className={`${styles.input} ${secret ? styles.withButton : ""}`}
          aria-invalid={invalid || undefined}
          aria-describedby={hint ? `${id}-hint` : undefined}
        />
        {secret && (
          <button
            type="button"
            className={styles.reveal}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? t("hide") : t("show")}
          </button>
        )}
      </div>
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
