/** Sentences that must be true before a record is saved. */
import { Select, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import type { Check } from "@/lib/form-runtime/definition";
import { isOneValue } from "@/lib/form-runtime/kinds";
import { useLabel } from "@/lib/i18n";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { Card } from "@/ui/designer/card";
import { LabelInput } from "@/ui/label-input";
import { useDesigner } from "../model/context";
import styles from "./rules.module.css";
import { ScopedList, type CardProps } from "./scoped-list";

export function ChecksTab() {
  const { t } = useTranslation("designer");
  return (
    <ScopedList<Check>
      kind="check"
      words={{
        title: t("checks.title"),
        text: t("checks.text"),
        add: t("checks.add"),
        none: t("checks.none"),
        noneText: t("checks.none_text"),
        removed: t("checks.removed"),
      }}
      itemsOf={(owner) => owner.checks}
      patch={(checks) => ({ checks })}
      fresh={(id) => ({ id, assert: "", level: "block", message: "" })}
      card={(props) => <CheckCard {...props} />}
    />
  );
}

function CheckCard({ item: check, number, fields, subform, onChange, onRemove }: CardProps<Check>) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { app, form, definition } = useDesigner();
  return (
    <Card
      name={t("checks.number", { number })}
      icon={<span className={styles.number}>{number}</span>}
      head={<strong>{t("checks.assert")}</strong>}
      removeLabel={t("checks.remove", { number })}
      onRemove={onRemove}
    >
      <div className={styles.card}>
        <ConditionBuilder
          fields={fields.filter(isOneValue)}
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
      </div>
    </Card>
  );
}
