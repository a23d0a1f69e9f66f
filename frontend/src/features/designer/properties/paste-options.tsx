/** Many options at once: one a line, as they are copied from a sheet. */
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldOption } from "@/lib/form-runtime/definition";
import { useLocale } from "@/lib/i18n";
import { labelText } from "@/lib/locale";
import styles from "./properties.module.css";

export function PasteDialog({
  open,
  onClose,
  onPaste,
  taken,
}: {
  open: boolean;
  onClose: () => void;
  onPaste: (lines: string[]) => void;
  taken: FieldOption[];
}) {
  const { t } = useTranslation("designer");
  const locale = useLocale();
  const [text, setText] = useState("");
  const known = new Set(taken.map((option) => labelText(option.label, locale)));
  const lines = [...new Set(text.split(/\n|\t/).map((line) => line.trim()))].filter(
    (line) => line && !known.has(line),
  );
  return (
    <Modal
      open={open}
      title={t("property.paste_title")}
      okText={t("property.paste_ok", { count: lines.length })}
      okButtonProps={{ disabled: lines.length === 0 }}
      destroyOnHidden
      onCancel={onClose}
      onOk={() => {
        onPaste(lines);
        setText("");
        onClose();
      }}
    >
      <p className={styles.help}>{t("property.paste_text")}</p>
      <Input.TextArea
        autoFocus
        rows={10}
        value={text}
        aria-label={t("property.paste_title")}
        onChange={(event) => setText(event.target.value)}
      />
    </Modal>
  );
}
