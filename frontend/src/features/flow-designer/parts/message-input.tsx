/** The name of a message between flows: a key; those in use are offered. */
import { AutoComplete } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { nodesOf } from "@/lib/flow-design/definition";
import { useFlowDesigner } from "../model/context";
import styles from "./parts.module.css";

const KEY = /^[a-z][a-z0-9_]{0,47}$/;

export function MessageInput({ value, onChange }: { value: string; onChange: (message: string) => void }) {
  const { t } = useTranslation("flowdesign");
  const { definition } = useFlowDesigner();
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    setText(value);
  }
  const known = new Set(
    nodesOf(definition).flatMap((node) => ("message" in node && node.message ? [node.message] : [])),
  );
  return (
    <AutoComplete
      className={styles.full}
      aria-label={t("message.name")}
      status={KEY.test(text) ? undefined : "error"}
      value={text}
      options={[...known].map((name) => ({ value: name }))}
      onChange={(next: string) => {
        const key = next
          .toLowerCase()
          .replace(/[^a-z0-9_]+/g, "_")
          .slice(0, 48);
        setText(key);
        if (KEY.test(key)) {
          setSeen(key);
          onChange(key);
        }
      }}
      onBlur={() => setText(value)}
    />
  );
}
