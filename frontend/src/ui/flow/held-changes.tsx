/** A change that waits for a flow: each field from → to, drawn as the form draws it. */
import { ArrowRight } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Held } from "@/lib/flow/types";
import type { Field, FormRuntime } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { FieldValue } from "../fields/registry";
import { FieldServicesProvider } from "../fields/services";
import { useFormSurroundings } from "../form-view/use-form-surroundings";
import styles from "./flow.module.css";

const NONE: Field[] = [];

interface Props {
  app: string;
  form: string;
  held: Held[];
  /** The form as the task gives it; otherwise as the viewer may use it. */
  runtime?: FormRuntime | null;
}

export function HeldChanges({ app, form, held, runtime }: Props) {
  const { t } = useTranslation("flows");
  const label = useLabel();
  const mine = useFormRuntime(app, runtime ? "" : form);
  const fields = (runtime ?? mine.data)?.definition.fields ?? NONE;
  const { services } = useFormSurroundings(app, form, fields);
  const byKey = useMemo(() => new Map(fields.map((field) => [field.key, field])), [fields]);
  const shown = (key: string, value: unknown) => {
    const field = byKey.get(key);
    if (field) return <FieldValue field={field} topic={key} value={value} compact />;
    return value === null || value === undefined || typeof value === "object" ? "—" : String(value);
  };
  if (held.length === 0) return null;
  return (
    <FieldServicesProvider value={services}>
      <dl className={styles.held} aria-label={t("held.label")}>
        {held.map(({ field, label: named, before, after }) => (
          <div key={field} className={styles.heldRow}>
            <dt>{label(byKey.get(field)?.label) || named || field}</dt>
            <dd>
              <del aria-label={t("held.from")}>{shown(field, before)}</del>
              <ArrowRight size={14} aria-hidden />
              <ins aria-label={t("held.to")}>{shown(field, after)}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </FieldServicesProvider>
  );
}
