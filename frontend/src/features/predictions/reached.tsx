/** The records a model points at, the likeliest first, with its reasons: an ordinary list under the reader's rights. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/lib/api";
import type { ModelCard } from "@/lib/queries/models";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { Section } from "@/ui/page";
import { percent } from "./figures";
import styles from "./predictions.module.css";

interface Row {
  id: string;
  [field: string]: unknown;
}

export function Reached({ app, model }: { app: string; model: ModelCard }) {
  const { t } = useTranslation("predictions");
  const runtime = useFormRuntime(app, model.form);
  const title = runtime.data?.definition.title ?? null;
  const chance = model.fields["probability"];
  const why = model.fields["reasons"];
  const fields = [title, chance, why].filter((key): key is string => Boolean(key));
  const rows = useQuery({
    queryKey: ["models", app, model.key, "reached", fields],
    queryFn: () =>
      api.get<{ items: Row[] }>(`/apps/${app}/forms/${model.form}/records`, {
        query: { filter: `${chance} <> NULL`, sort: `-${chance}`, fields: fields.join(","), limit: 50 },
      }),
    enabled: chance !== undefined && runtime.data !== undefined,
  });
  if (chance === undefined) return null;
  const name = (row: Row) => (
    <Link to={`/apps/${app}/forms/${model.form}/records/${row.id}`}>
      {String((title && row[title]) ?? row.id)}
    </Link>
  );
  const risk = (row: Row) => percent(Number(row[chance]));
  const reasons = (row: Row) => (why && typeof row[why] === "string" ? row[why] : "");
  return (
    <Section title={t("reached", { form: model.form_label })} text={t("reached_text")}>
      <DataList<Row>
        label={t("reached", { form: model.form_label })}
        rows={rows.data?.items}
        rowKey={(row) => row.id}
        error={rows.error}
        onRetry={() => void rows.refetch()}
        columns={[
          { title: model.form_label, render: (_, row) => name(row) },
          { title: t("chance"), width: 110, render: (_, row) => risk(row) },
          { title: t("why"), render: (_, row) => reasons(row) },
        ]}
        card={(row) => (
          <>
            <div className={styles.head}>
              {name(row)}
              <strong>{risk(row)}</strong>
            </div>
            <p className={styles.faint}>{reasons(row)}</p>
          </>
        )}
        empty={<EmptyState compact title={t("nobody")} />}
      />
    </Section>
  );
}
