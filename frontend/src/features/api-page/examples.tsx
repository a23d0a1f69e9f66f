/** Programs that use the API of one form, to copy and go on from. */
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select, Space } from "antd";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useLabel, useLocale } from "@/lib/i18n";
import { saveBlob } from "@/lib/save-file";
import type { FormCard } from "@/lib/types";
import { CopyButton } from "@/ui/copy-button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ScrollRegion } from "@/ui/scroll-region";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./api-page.module.css";

const LANGUAGES = ["python", "typescript"] as const;
const NAMES = { python: "Python", typescript: "TypeScript" };
type Language = (typeof LANGUAGES)[number];

export function Examples({ app, forms }: { app: string; forms: FormCard[] }) {
  const { t } = useTranslation("api");
  const label = useLabel();
  const locale = useLocale();
  const readable = forms.filter((form) => form.ops.includes("read"));
  const [form, setForm] = useState(readable[0]?.key ?? "");
  const [language, setLanguage] = useState<Language>("python");
  const query = useQuery({
    queryKey: ["api-example", app, form, language, locale],
    enabled: form !== "",
    queryFn: () =>
      api.get<{ file: string; text: string }>(`/apps/${app}/forms/${form}/example?language=${language}`),
  });
  if (form === "") return <EmptyState title={t("empty")} text={t("empty_text")} />;
  return (
    <section>
      <p className={styles.description}>{t("examples_text")}</p>
      <div className={styles.bar}>
        <Select
          aria-label={t("form")}
          className={styles.form}
          showSearch={{ optionFilterProp: "label" }}
          value={form}
          options={readable.map((each) => ({ value: each.key, label: label(each.label) || each.key }))}
          onChange={setForm}
        />
        <Segmented<Language>
          aria-label={t("language")}
          value={language}
          options={LANGUAGES.map((each) => ({ value: each, label: NAMES[each] }))}
          onChange={setLanguage}
        />
        {query.data && (
          <Space className={styles.take}>
            <CopyButton text={query.data.text} />
            <Button
              icon={<Download size={16} />}
              onClick={() => saveBlob(new Blob([query.data.text], { type: "text/plain" }), query.data.file)}
              aria-label={`${t("download_example")} ${query.data.file}`}
            >
              {query.data.file}
            </Button>
          </Space>
        )}
      </div>
      {query.isPending && <ListSkeleton />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <ScrollRegion as="pre" className={`${styles.code} ${styles.program}`} label={query.data.file}>
          {query.data.text}
        </ScrollRegion>
      )}
    </section>
  );
}
