/** A longer text in one language for everybody, or, once opened, one per language. */
import { Button, Input } from "antd";
import { Languages } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { LOCALES } from "@/lib/locale";
import type { Label, Locale } from "@/lib/types";
import styles from "./links.module.css";

interface Props {
  id: string;
  value: Label;
  rows?: number;
  placeholder?: string;
  onChange: (value: Label) => void;
}

export function LabelArea({ id, value, rows = 3, placeholder, onChange }: Props) {
  const { t } = useTranslation("common");
  const locale = useLocale();
  const [both, setBoth] = useState(typeof value === "object");
  if (!both || typeof value === "string") {
    const text = typeof value === "string" ? value : "";
    return (
      <div className={styles.texts}>
        <Input.TextArea
          id={id}
          rows={rows}
          maxLength={4_000}
          placeholder={placeholder}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
        <Button
          type="text"
          size="small"
          icon={<Languages size={16} />}
          onClick={() => {
            onChange(text ? { [locale]: text } : {});
            setBoth(true);
          }}
        >
          {t("label.translate_text")}
        </Button>
      </div>
    );
  }
  const put = (tag: Locale, text: string) => {
    // A language left empty is no text in that language.
    const filled = Object.entries({ ...value, [tag]: text }).filter(([, one]) => one !== "");
    onChange(Object.fromEntries(filled));
  };
  return (
    <div className={styles.texts}>
      {LOCALES.map((tag) => (
        <label key={tag} className={styles.text}>
          {t(`language.${tag}`)}
          <Input.TextArea
            id={tag === locale ? id : undefined}
            rows={rows}
            maxLength={4_000}
            value={value[tag] ?? ""}
            onChange={(event) => put(tag, event.target.value)}
          />
        </label>
      ))}
    </div>
  );
}
