import { Button } from "antd";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** Works without https too, where the clipboard API is missing. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation("common");
  const [done, setDone] = useState(false);
  const onClick = async () => {
    await copy(text);
    setDone(true);
    window.setTimeout(() => setDone(false), 1500);
  };
  return (
    <Button
      icon={done ? <Check size={16} /> : <Copy size={16} />}
      onClick={() => void onClick()}
      aria-label={label ?? t("action.copy")}
    >
      <span aria-live="polite">{done ? t("action.copied") : t("action.copy")}</span>
    </Button>
  );
}
