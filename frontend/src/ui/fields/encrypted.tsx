/** A text that is shown masked. The whole of it is asked for one by one, by who has the right to see it. */
import { Button, message } from "antd";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/lib/api";
import type { EncryptedField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import styles from "./fields.module.css";
import { useReveal } from "./reveal";
import type { DisplayProps, FieldWidget } from "./types";

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
  Display: EncryptedDisplay,
};
