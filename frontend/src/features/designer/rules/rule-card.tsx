/** One rule: the condition, then what follows while it holds. */
import { Button, Dropdown, Select } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { COMPUTED } from "@/lib/form-runtime/computed";
import type { Field, Rule } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { Card } from "@/ui/designer/card";
import { RemoveButton } from "@/ui/remove-button";
import { useDesigner } from "../model/context";
import { OfferedOptions, Styles } from "./rule-looks";
import styles from "./rules.module.css";
import type { CardProps } from "./scoped-list";
import { SetValues } from "./set-values";
import { isOneValue } from "@/lib/form-runtime/kinds";

type Action = "show" | "hide" | "require" | "readonly" | "set" | "options" | "style";
type FieldsOnly = Exclude<Action, "set" | "options" | "style">;
const ACTIONS: Action[] = ["show", "hide", "require", "readonly", "options", "style", "set"];
const KEYED: ReadonlySet<Action> = new Set(["set", "options", "style"]);

export function RuleCard({ item: rule, number, fields, subform, onChange, onRemove }: CardProps<Rule>) {
  const { t } = useTranslation("designer");
  const { app, form, definition } = useDesigner();
  const used = ACTIONS.filter((action) => rule[action] !== undefined);
  const unused = ACTIONS.filter((action) => !used.includes(action));
  const place = { app, form, definition, scope: subform ? `row:${subform}` : "form" };
  return (
    <Card
      name={t("rules.number", { number })}
      icon={<span className={styles.number}>{number}</span>}
      head={<strong>{t("rules.when")}</strong>}
      removeLabel={t("rules.remove", { number })}
      onRemove={onRemove}
    >
      <div className={styles.card}>
        <ConditionBuilder
          fields={fields.filter(isOneValue)}
          place={place}
          label={t("rules.when")}
          value={rule.when}
          onChange={(when) => onChange({ ...rule, when })}
        />
        <div className={styles.then}>
          <strong>{t("rules.then")}</strong>
          {used.map((action) =>
            action === "set" ? (
              <SetValues
                key={action}
                name={t("rules.action.set")}
                values={rule.set ?? {}}
                fields={fields}
                place={place}
                onChange={(set) => onChange({ ...rule, set })}
              />
            ) : action === "options" ? (
              <OfferedOptions key={action} rule={rule} fields={fields} onChange={onChange} />
            ) : action === "style" ? (
              <Styles key={action} rule={rule} fields={fields} rows={!!subform} onChange={onChange} />
            ) : (
              <FieldsAction
                key={action}
                action={action as FieldsOnly}
                rule={rule}
                fields={fields}
                onChange={onChange}
              />
            ),
          )}
          {unused.length > 0 && (
            <Dropdown
              trigger={["click"]}
              menu={{
                items: unused.map((action) => ({
                  key: action,
                  label: t(`rules.action.${action}`),
                  onClick: () => onChange({ ...rule, [action]: KEYED.has(action) ? {} : [] }),
                })),
              }}
            >
              <Button size="small" type="text" icon={<Plus size={14} />}>
                {t("rules.add_action")}
              </Button>
            </Dropdown>
          )}
        </div>
      </div>
    </Card>
  );
}

function FieldsAction({
  action,
  rule,
  fields,
  onChange,
}: {
  action: FieldsOnly;
  rule: Rule;
  fields: Field[];
  onChange: (rule: Rule) => void;
}) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const able = fields.filter((field) => action === "show" || action === "hide" || !COMPUTED.has(field.type));
  return (
    <div className={styles.action}>
      <span className={styles.actionName}>{t(`rules.action.${action}`)}</span>
      <Select
        mode="multiple"
        className={styles.grow}
        value={rule[action] ?? []}
        placeholder={t("rules.pick_fields")}
        aria-label={t(`rules.action.${action}`)}
        options={able.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
        onChange={(keys: string[]) => onChange({ ...rule, [action]: keys })}
      />
      <RemoveButton
        label={t("rules.remove_action", { action: t(`rules.action.${action}`) })}
        onClick={() => onChange({ ...rule, [action]: undefined })}
      />
    </div>
  );
}
