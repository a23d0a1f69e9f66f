import { Button, Input, Space } from "antd";
import { Languages } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { labelText } from "@/lib/locale";
import type { Label, Locale } from "@/lib/types";

interface Props {
  id?: string;
  value?: Label | null;
  onChange?: (label: Label) => void;
  placeholder?: string;
  maxLength?: number;
  autoFocus?: boolean;
  "aria-label"?: string;
}

/** A name in one language for everybody, or, once opened, one per language. */
export function LabelInput({ id, value, onChange, placeholder, maxLength = 100, autoFocus, ...aria }: Props) {
  const { t } = useTranslation("common");
  const locale = useLocale();
  const [both, setBoth] = useState(typeof value === "object" && value !== null);
  const texts: Partial<Record<Locale, string>> =
    typeof value === "string" ? { [locale]: value } : (value ?? {});
  const put = (tag: Locale, text: string) => {
    // A language left empty is no label in that language.
    const filled = Object.entries({ ...texts, [tag]: text }).filter(([, one]) => one !== "");
    onChange?.(filled.length > 0 ? Object.fromEntries(filled) : "");
  };
  if (!both) {
    return (
      <Space.Compact block>
        <Input
          id={id}
          {...aria}
          autoFocus={autoFocus}
          value={labelText(value, locale)}
          placeholder={placeholder}
          maxLength={maxLength}
          onChange={(event) => onChange?.(event.target.value)}
        />
        <Button
          icon={<Languages size={16} />}
          aria-label={t("label.translate")}
          title={t("label.translate")}
          onClick={() => setBoth(true)}
        />
      </Space.Compact>
    );
  }
  return (
    <Space orientation="vertical" style={{ width: "100%" }} size={8}>
      <Input
        id={id}
        prefix={t("label.zh")}
        aria-label={t("language.zh-CN")}
        value={texts["zh-CN"] ?? ""}
        maxLength={maxLength}
        onChange={(event) => put("zh-CN", event.target.value)}
      />
      <Input
        prefix={t("label.en")}
        aria-label={t("language.en")}
        value={texts.en ?? ""}
        maxLength={maxLength}
        onChange={(event) => put("en", event.target.value)}
      />
    </Space>
  );
}
