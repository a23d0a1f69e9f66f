/** The words of a text block, written in one language for everybody or in both. */
import { Segmented, Skeleton } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import type { TextBlock } from "@/lib/pages";
import type { Locale } from "@/lib/types";
import { Property } from "@/ui/property/property";
import { usePageDesigner } from "./context";

const Editor = lazy(() => import("@/ui/fields/rich-text-editor"));

export function TextProperty({ block }: { block: TextBlock }) {
  const { t } = useTranslation(["pages", "common"]);
  const { change } = usePageDesigner();
  const locale = useLocale();
  const [language, setLanguage] = useState<Locale>(locale);
  const texts: Partial<Record<Locale, string>> =
    typeof block.html === "object" ? block.html : { [locale]: block.html ?? "" };
  const write = (value: unknown) => {
    const text = typeof value === "string" ? value : "";
    const filled = Object.fromEntries(
      Object.entries({ ...texts, [language]: text }).filter(([, one]) => one !== ""),
    );
    const html = Object.keys(filled).length > 0 ? filled : "";
    change("html:", { html });
  };
  return (
    <Property label={t("words")}>
      <Segmented<Locale>
        size="small"
        aria-label={t("language")}
        value={language}
        options={[
          { value: "zh-CN", label: t("common:language.zh-CN") },
          { value: "en", label: t("common:language.en") },
        ]}
        onChange={setLanguage}
      />
      <Suspense fallback={<Skeleton active paragraph={{ rows: 3 }} title={false} />}>
        <Editor
          key={language}
          id={`words-${block.key}-${language}`}
          field={{ key: "words", type: "rich_text", label: t("words"), rows: 8 }}
          topic="words"
          label={t("words")}
          value={texts[language] ?? ""}
          onChange={write}
        />
      </Suspense>
    </Property>
  );
}
