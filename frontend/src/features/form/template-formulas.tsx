/** Values of a template that are computed when it is used: `TODAY() + 7`. */
import { Button, Input, Select } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Field } from "@/lib/form-runtime/definition";
import { holdsFiles } from "@/lib/form-runtime/kinds";
import { useLabel } from "@/lib/i18n";
import { RemoveButton } from "@/ui/remove-button";
import styles from "./template-form.module.css";
import type { Formulas } from "./template-values";

/** What most of them are: it has no language. */
const DAY = "TODAY()";

interface Props {
  fields: Field[];
  rights: Record<string, string>;
  formulas: Formulas;
  problems: Record<string, string>;
  onChange: (formulas: Formulas) => void;
}

const NEVER = new Set<string>(["subform", "encrypted"]);
const DAYS = new Set<string>(["date", "datetime"]);

export function TemplateFormulas({ fields, rights, formulas, problems, onChange }: Props) {
  const { t } = useTranslation("templates");
  const label = useLabel();
  const open = fields.filter(
    (field) =>
      !isComputed(field) &&
      !NEVER.has(field.type) &&
      !holdsFiles(field.type) &&
      rights[field.key] === "write",
  );
  const nameOf = (field: Field) => label(field.label) || field.key;
  const free = open.filter((field) => !(field.key in formulas));
  const first = free.find((field) => DAYS.has(field.type)) ?? free[0];
  const without = (key: string): Formulas =>
    Object.fromEntries(Object.entries(formulas).filter(([each]) => each !== key));
  return (
    <section className={styles.formulas}>
      <h2>{t("formulas")}</h2>
      <p>{t("formulas_text")}</p>
      {Object.entries(formulas).map(([key, text]) => (
        <div key={key} className={styles.line}>
          <Select
            aria-label={t("formula_field")}
            value={key}
            options={open
              .filter((field) => field.key === key || !(field.key in formulas))
              .map((field) => ({ value: field.key, label: nameOf(field) }))}
            onChange={(next) => onChange({ ...without(key), [next]: text })}
          />
          <Input
            className="dg-mono"
            aria-label={t("formula")}
            maxLength={4000}
            value={text}
            status={problems[key] ? "error" : undefined}
            placeholder={DAY}
            onChange={(event) => onChange({ ...formulas, [key]: event.target.value })}
          />
          <RemoveButton label={t("formula_remove")} onClick={() => onChange(without(key))} />
          {problems[key] && (
            <span className={styles.problem} role="alert">
              {problems[key]}
            </span>
          )}
        </div>
      ))}
      {first && (
        <Button
          size="small"
          icon={<Plus size={14} />}
          onClick={() => onChange({ ...formulas, [first.key]: "TODAY()" })}
        >
          {t("formula_add")}
        </Button>
      )}
    </section>
  );
}
