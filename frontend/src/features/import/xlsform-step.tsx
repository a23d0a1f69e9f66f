/** The form that an XLSForm describes, and what of it stays behind, before it is made. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, newIdempotencyKey } from "@/lib/api";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { appKey } from "@/lib/queries/apps";
import type { Label } from "@/lib/types";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ScrollRegion } from "@/ui/scroll-region";
import { PageSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import styles from "./import.module.css";
import type { Upload } from "./types";

interface Left {
  /** Row of the sheet of questions. */
  row: number | null;
  name: string;
  message: Label;
}

interface Described {
  definition: FormDefinition;
  left: Left[];
}

interface Draft {
  definition: { key: string };
  revision: number;
}

interface Props {
  app: string;
  upload: Upload;
  onBack: () => void;
  /** The rows of the file are data after all. */
  onData: () => void;
}

export function XlsformStep({ app, upload, onBack, onData }: Props) {
  const { t } = useTranslation("import");
  const label = useLabel();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const query = useQuery({
    queryKey: ["xlsform", app, upload.id],
    queryFn: () => api.get<Described>(`/apps/${app}/imports/${upload.id}/xlsform`),
  });
  // Tried again, it is the same form that is made.
  const [idempotencyKey] = useState(newIdempotencyKey);
  const make = useMutation({
    mutationFn: async ({ definition }: Described) => {
      const made = await api.post<Draft>(
        `/apps/${app}/forms`,
        { label: definition.label },
        { idempotencyKey },
      );
      const key = made.definition.key;
      const body = { definition: { ...definition, key }, revision: made.revision };
      await api.put(`/apps/${app}/forms/${key}/draft`, body);
      return key;
    },
    onSuccess: async (key) => {
      await navigate(`/apps/${app}/forms/${key}/design`);
      await client.invalidateQueries({ queryKey: appKey(app) });
    },
    onError: toast.failed,
  });
  if (query.isPending) return <PageSkeleton />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { definition, left } = query.data;
  const rows = definition.fields.filter((field) => field.type === "subform");
  const told = t("xlsform.holds", {
    fields: definition.fields.length,
    rows: rows.length,
    rules: definition.rules?.length ?? 0,
    checks: definition.checks?.length ?? 0,
  });
  return (
    <>
      <Alert
        showIcon
        type="info"
        style={{ marginBottom: 16 }}
        title={t("xlsform.title", { name: label(definition.label) })}
        description={told}
      />
      {left.length > 0 ? (
        <Section title={t("xlsform.left", { count: left.length })}>
          <ScrollRegion className={styles.errors} label={t("xlsform.left", { count: left.length })}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("errors.row")}</th>
                  <th scope="col">{t("xlsform.question")}</th>
                  <th scope="col">{t("xlsform.why")}</th>
                </tr>
              </thead>
              <tbody>
                {left.map((each, at) => (
                  <tr key={at}>
                    <td>{each.row ?? "—"}</td>
                    <td>{each.name || "—"}</td>
                    <td>{label(each.message)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        </Section>
      ) : (
        <p className={styles.faint}>{t("xlsform.whole")}</p>
      )}
      <footer className={styles.foot}>
        <Button onClick={onBack}>{t("back")}</Button>
        <Button onClick={onData}>{t("xlsform.data")}</Button>
        <Button type="primary" loading={make.isPending} onClick={() => make.mutate(query.data)}>
          {t("xlsform.make")}
        </Button>
      </footer>
    </>
  );
}
