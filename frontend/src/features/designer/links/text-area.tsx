/** A longer text in the viewer's language; the other language's stays. */
import { Input } from "antd";
import { useLocale } from "@/lib/i18n";
import { labelText } from "@/lib/locale";
import type { Label } from "@/lib/types";

interface Props {
  id: string;
  value: Label;
  rows?: number;
  placeholder?: string;
  onChange: (value: Label) => void;
}

export function LabelArea({ id, value, rows = 3, placeholder, onChange }: Props) {
  const locale = useLocale();
  return (
    <Input.TextArea
      id={id}
      rows={rows}
      maxLength={4_000}
      placeholder={placeholder}
      value={labelText(value, locale)}
      onChange={(event) =>
        onChange(typeof value === "object" ? { ...value, [locale]: event.target.value } : event.target.value)
      }
    />
  );
}
