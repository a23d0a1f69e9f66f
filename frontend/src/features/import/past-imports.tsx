/** One's own last imports into the app: what came of them, the rows to mend, the way back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, apiUrl } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLabel } from "@/lib/i18n";
import type { FormCard } from "@/lib/types";
import { Section } from "@/ui/page";
import styles from "./import.module.css";
import type { PastImport } from "./types";
import { UndoButton } from "./undo-button";

export function PastImports({ app, forms }: { app: string; forms: FormCard[] }) {
  const { t, i18n } = useTranslation("import");
  const label = useLabel();
  const client = useQueryClient();
  const key = ["past-imports", app];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => api.get<{ items: PastImport[] }>(`/apps/${app}/imports`),
  });
  if (!data || data.items.length === 0) return null;
  const nameOf = (form: string | null) => label(forms.find((each) => each.key === form)?.label ?? "");
  return (
    <Section title={t("past.title")}>
      <ul className={styles.past}>
        {data.items.map((run) => (
          <li key={run.id}>
            <div className={styles.pastName}>
              <strong>{run.name}</strong>
              <span className={styles.faint}>
                {formatInstant(run.at, i18n.language)}
                {run.form && nameOf(run.form) && (
                  <>
                    {" · "}
                    <Link to={`/apps/${app}/forms/${run.form}`}>{nameOf(run.form)}</Link>
                  </>
                )}
                {" · "}
                {run.created === null
                  ? t("past.unfinished")
                  : t("past.counts", { created: run.created, updated: run.updated, bad: run.bad })}
              </span>
            </div>
            <div className={styles.inline}>
              {run.undone_at ? (
                <Tag>{t("undo.done")}</Tag>
              ) : (
                <>
                  {run.errors_file && (
                    <Button
                      size="small"
                      icon={<Download size={14} />}
                      href={apiUrl(`/files/${run.errors_file.id}`)}
                    >
                      {t("run.errors_file")}
                    </Button>
                  )}
                  {run.continues === null && (
                    <UndoButton
                      app={app}
                      id={run.id}
                      size="small"
                      onDone={() => void client.invalidateQueries({ queryKey: key })}
                    />
                  )}
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
