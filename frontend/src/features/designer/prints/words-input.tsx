/** Formatted words with places in them; a field is put at the end, where one goes on writing. */
import { Select, Skeleton } from "antd";
import { Suspense, lazy, useId } from "react";
import { useTranslation } from "react-i18next";
import { useLabel, useLocale } from "@/lib/i18n";
import { isOneValue } from "@/lib/form-runtime/kinds";
import type { Words } from "@/lib/printing/types";
import type { Locale } from "@/lib/types";
import { useDesigner } from "../model/context";
import styles from "./prints.module.css";

const Editor = lazy(() => import("@/ui/fields/rich-text-editor"));

interface Props {
  value: Words | undefined;
  label: string;
  rows?: number;
  onChange: (words: Words) => void;
}

const textOf = (words: Words | undefined, locale: Locale): string =>
  typeof words === "object" ? (words[locale] ?? "") : (words ?? "");

/** The place stands in the last paragraph. */
function withPlace(html: string, place: string): string {
  const end = html.lastIndexOf("</p>");
  return end < 0 ? `${html}<p>${place}</p>` : `${html.slice(0, end)}${place}${html.slice(end)}`;
}

export function WordsInput({ value, label: name, rows = 2, onChange }: Props) {
  const { t } = useTranslation("prints");
  const id = useId();
  const locale = useLocale();
  const label = useLabel();
  const { definition } = useDesigner();
  const html = textOf(value, locale);
  const put = (next: string) => onChange(typeof value === "object" ? { ...value, [locale]: next } : next);
  const places = [
    ...definition.fields
      .filter(isOneValue)
      .map((field) => ({ value: field.key, label: label(field.label) || field.key })),
    { value: "TEXT(TODAY(), 'yyyy-mm-dd')", label: t("place.today") },
    { value: "user.name", label: t("place.user") },
    ...definition.fields
      .filter((field) => field.type === "money" || ("as" in field && field.as === "money"))
      .map((field) => ({
        value: `CNYUPPER(${field.key})`,
        label: t("place.upper", { name: label(field.label) || field.key }),
      })),
  ];
  return (
    <div className={styles.words}>
      <Suspense fallback={<Skeleton active paragraph={{ rows }} title={false} />}>
        <Editor
          id={id}
          topic={id}
          label={name}
          field={{ key: "words", type: "rich_text", label: name, rows }}
          value={html}
          onChange={(next) => put(typeof next === "string" ? next : "")}
        />
      </Suspense>
      <Select
        size="small"
        showSearch={{ optionFilterProp: "label" }}
        value={null}
        placeholder={t("insert")}
        aria-label={t("insert")}
        options={places}
        onChange={(place: string | null) => place && put(withPlace(html, `{{${place}}}`))}
      />
    </div>
  );
}
