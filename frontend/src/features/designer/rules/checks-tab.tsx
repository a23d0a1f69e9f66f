/** Sentences that must be true before a record is saved. */
import { Button, Select, Segmented } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Check, Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { EmptyState } from "@/ui/empty-state";
import { LabelInput } from "@/ui/label-input";
import { useUndoToast } from "@/ui/use-toast";
import { subformOf, updateField } from "../model/edit";
import { useDesigner } from "../model/context";
import styles from "./rules.module.css";

export function ChecksTab() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const undoToast = useUndoToast();
  const { definition, apply, draft } = useDesigner();
  const subforms = definition.fields.filter((field) => field.type === "subform");
  const [scope, setScope] = useState("");
  const subform = scope ? subformOf(definition, scope) : undefined;
  const checks = (scope ? subform?.checks : definition.checks) ?? [];
  const fields = scope ? (subform?.fields ?? []) : definition.fields;
  const put = (act: string, next: Check[]) =>
    apply(act, (before) =>
      scope ? updateField(before, scope, { checks: next }) : { ...before, checks: next },
    );
  const add = () => {
    let number = checks.length + 1;
    while (checks.some((check) => check.id === `c${number}`)) number += 1;
    put("add", [...checks, { id: `c${number}`, assert: "", level: "block", message: "" }]);
  };
  return (
    <div className={styles.tab}>
      <header className={styles.head}>
        <div>
          <h2>{t("checks.title")}</h2>
          <p className={styles.faint}>{t("checks.text")}</p>
        </div>
        <Button type="primary" icon={<Plus size={16} />} onClick={add}>
          {t("checks.add")}
        </Button>
      </header>
      {subforms.length > 0 && (
        <Segmented
          aria-label={t("rules.scope")}
          value={scope}
          options={[
            { value: "", label: t("rules.scope_form") },
            ...subforms.map((field) => ({ value: field.key, label: label(field.label) || field.key })),
          ]}
          onChange={setScope}
        />
      )}
      {checks.length === 0 ? (
        <EmptyState compact title={t("checks.none")} text={t("checks.none_text")} />
      ) : (
        <ol className={styles.list}>
          {checks.map((check, at) => (
            <li key={`${scope}.${check.id}`}>
              <CheckCard
                check={check}
                number={at + 1}
                fields={fields}
                subform={scope || undefined}
                onChange={(next) =>
                  put(
                    `check:${scope}.${check.id}`,
                    checks.map((each, place) => (place === at ? next : each)),
                  )
                }
                onRemove={() => {
                  put(
                    "remove",
                    checks.filter((_, place) => place !== at),
                  );
                  undoToast(t("checks.removed"), async () => draft.undo());
                }}
              />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

interface CardProps {
  check: Check;
  number: number;
  fields: Field[];
  subform?: string;
  onChange: (check: Check) => void;
  onRemove: () => void;
}

function CheckCard({ check, number, fields, subform, onChange, onRemove }: CardProps) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { app, form, definition } = useDesigner();
  return (
    <article className={styles.card} aria-label={t("checks.number", { number })}>
      <header className={styles.cardHead}>
        <span className={styles.number}>{number}</span>
        <strong>{t("checks.assert")}</strong>
        <Button
          type="text"
          size="small"
          icon={<Trash2 size={14} />}
          aria-label={t("checks.remove", { number })}
          onClick={onRemove}
        />
      </header>
      <ConditionBuilder
        fields={fields.filter((field) => field.type !== "subform")}
        place={{ app, form, definition, scope: subform ? `row:${subform}` : "form" }}
        label={t("checks.assert")}
        value={check.assert}
        onChange={(assert) => onChange({ ...check, assert })}
      />
      <div className={styles.then}>
        <strong>{t("checks.else")}</strong>
        <Segmented<"block" | "warn">
          aria-label={t("checks.else")}
          value={check.level}
          options={[
            { value: "block", label: t("checks.block") },
            { value: "warn", label: t("checks.warn") },
          ]}
          onChange={(level) => onChange({ ...check, level })}
        />
        <LabelInput
          aria-label={t("checks.message")}
          placeholder={t("checks.message")}
          maxLength={300}
          value={check.message}
          onChange={(message) => onChange({ ...check, message })}
        />
        <Select
          mode="multiple"
          className={styles.grow}
          placeholder={t("checks.fields")}
          aria-label={t("checks.fields")}
          value={check.fields ?? []}
          options={fields.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
          onChange={(keys: string[]) => onChange({ ...check, fields: keys.length ? keys : undefined })}
        />
      </div>
    </article>
  );
}
