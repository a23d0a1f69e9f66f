/** A text with fields in it: `Dear {customer.name}`. Fields are inserted by their names. */
import { Button, Dropdown, Input } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { Braces } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { labelText } from "@/lib/locale";
import type { Label } from "@/lib/types";
import { growing } from "@/lib/growing";
import { useFlowDesigner } from "../model/context";
import { isPlain } from "../model/paths";
import styles from "./parts.module.css";

interface Props {
  id?: string;
  label: string;
  value: Label | null | undefined;
  onChange: (value: Label) => void;
  rows?: number;
  placeholder?: string;
  maxLength?: number;
  mono?: boolean;
}

const MOST = 120;

export function TemplateInput({ id, label, value, onChange, rows = 1, placeholder, maxLength, mono }: Props) {
  const { t } = useTranslation("flowdesign");
  const locale = useLocale();
  const { words, definition } = useFlowDesigner();
  const box = useRef<TextAreaRef>(null);
  const text = labelText(value, locale);
  const put = (next: string) =>
    onChange(typeof value === "object" && value !== null ? { ...value, [locale]: next } : next);
  const insert = (path: string) => {
    const area = box.current?.resizableTextArea?.textArea;
    const at = area?.selectionStart ?? text.length;
    put(`${text.slice(0, at)}{${path}}${text.slice(area?.selectionEnd ?? at)}`);
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(at + path.length + 2, at + path.length + 2);
    });
  };
  const entries = [
    { key: "flow.initiator", label: t("word.initiator") },
    ...(definition.variables ?? []).map((variable) => ({
      key: `flow.${variable.key}`,
      label: words.label(variable.label) || variable.key,
    })),
    ...words
      .paths()
      .filter(isPlain)
      .map((entry) => ({ key: entry.path, label: entry.labels.map(words.label).join(t("word.of")) })),
  ].slice(0, MOST);
  return (
    <div className={styles.stack} style={{ gap: 4 }}>
      <Input.TextArea
        ref={box}
        id={id}
        aria-label={label}
        className={mono ? "dg-mono" : undefined}
        styles={{ textarea: growing(rows, 12) }}
        maxLength={maxLength}
        placeholder={placeholder}
        value={text}
        onChange={(event) => put(event.target.value)}
      />
      <Dropdown
        trigger={["click"]}
        menu={{
          items: entries,
          style: { maxHeight: 320, overflowY: "auto" },
          onClick: ({ key }) => insert(key),
        }}
      >
        <Button size="small" type="text" className={styles.add} icon={<Braces size={14} />}>
          {t("template.insert")}
        </Button>
      </Dropdown>
    </div>
  );
}
