/** The pattern a text must match as a whole. */
import { Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Property } from "@/ui/property/property";

interface Props {
  value: string | null | undefined;
  example: string;
  onChange: (value: string | undefined) => void;
}

export function PatternProperty({ value, example, onChange }: Props) {
  const { t } = useTranslation("designer");
  const id = useId();
  return (
    <Property label={t("property.pattern")} htmlFor={id} help={t("property.pattern_help")}>
      <Input
        id={id}
        className="dg-mono"
        spellCheck={false}
        maxLength={500}
        placeholder={example}
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    </Property>
  );
}
