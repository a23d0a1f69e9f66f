/** While a new record is being filled in: records that are probably the same already. */
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/lib/api";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { FormEngine } from "@/lib/form-runtime/engine";
import { useLabel } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useDebounced } from "@/lib/use-debounced";
import { useWholeForm } from "./engine-context";
import styles from "./record-form.module.css";

interface Near {
  id: string;
  title: string | null;
  evidence: { field: string; how: string }[];
}

/** Asked when the typing rests; the server limits how often. */
const REST_MS = 800;
const MOST = 3;

export function SimilarHint({ app, form, runtime, engine }: HintProps) {
  const { t } = useTranslation("duplicates");
  const label = useLabel();
  useWholeForm(engine);
  const records = `/apps/${app}/forms/${form}/records`;
  // What others wrote is no matter for people from outside.
  const { outside } = useMe();
  const asks = runtime.ops.includes("read") && !outside;
  const offered = useQuery({
    queryKey: ["duplicate-keys", app, form],
    queryFn: () => api.get<{ suggested: { field: string }[] }>(`${records}:duplicate-keys`),
    enabled: asks,
  });
  const typed = Object.fromEntries(
    (offered.data?.suggested ?? []).flatMap(({ field }) => {
      const value = engine.snapshot(field).value;
      return typeof value === "string" && value.trim().length > 1 ? [[field, value]] : [];
    }),
  );
  const rested = useDebounced(JSON.stringify(typed), REST_MS);
  const near = useQuery({
    queryKey: ["similar", app, form, rested],
    queryFn: async () =>
      (await api.post<{ items: Near[] }>(`${records}:similar`, { values: JSON.parse(rested) as unknown }))
        .items,
    enabled: asks && rested !== "{}",
    retry: false,
  });
  const found = rested === "{}" ? [] : (near.data ?? []);
  if (found.length === 0) return null;
  const nameOf = (key: string) =>
    label(runtime.definition.fields.find((field) => field.key === key)?.label) || key;
  return (
    <Alert
      className={styles.notice}
      type="warning"
      showIcon
      title={t("hint.title")}
      description={
        <ul className={styles.similar}>
          {found.slice(0, MOST).map((each) => (
            <li key={each.id}>
              <Link to={`/apps/${app}/forms/${form}/records/${each.id}`} target="_blank" rel="noopener">
                {each.title || t("untitled")}
              </Link>{" "}
              {each.evidence
                .map(({ field, how }) => t(`how.${how}`, { field: nameOf(field) }))
                .join(t("moved.comma"))}
            </li>
          ))}
        </ul>
      }
    />
  );
}

interface HintProps {
  app: string;
  form: string;
  runtime: FormRuntime;
  engine: FormEngine;
}
