/** Rules of the form and of its subforms: when something holds, what becomes of the fields. */
import { Button, Segmented } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Rule } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { EmptyState } from "@/ui/empty-state";
import { useUndoToast } from "@/ui/use-toast";
import { subformOf, updateField } from "../model/edit";
import { useDesigner } from "../model/context";
import { RuleCard } from "./rule-card";
import styles from "./rules.module.css";

const FORM = "";

function freshId(rules: Rule[]): string {
  const used = new Set(rules.map((rule) => rule.id));
  let number = rules.length + 1;
  while (used.has(`r${number}`)) number += 1;
  return `r${number}`;
}

export function RulesTab() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const undoToast = useUndoToast();
  const { definition, apply, draft } = useDesigner();
  const subforms = definition.fields.filter((field) => field.type === "subform");
  const [scope, setScope] = useState(FORM);
  const subform = scope ? subformOf(definition, scope) : undefined;
  const rules = (scope ? subform?.rules : definition.rules) ?? [];
  const fields = scope ? (subform?.fields ?? []) : definition.fields;
  const put = (act: string, next: Rule[]) =>
    apply(act, (before) =>
      scope ? updateField(before, scope, { rules: next }) : { ...before, rules: next },
    );
  const add = () => put("add", [...rules, { id: freshId(rules), when: "", show: [] }]);
  return (
    <div className={styles.tab}>
      <header className={styles.head}>
        <div>
          <h2>{t("rules.title")}</h2>
          <p className={styles.faint}>{t("rules.text")}</p>
        </div>
        <Button type="primary" icon={<Plus size={16} />} onClick={add}>
          {t("rules.add")}
        </Button>
      </header>
      {subforms.length > 0 && (
        <Segmented
          aria-label={t("rules.scope")}
          value={scope}
          options={[
            { value: FORM, label: t("rules.scope_form") },
            ...subforms.map((field) => ({ value: field.key, label: label(field.label) || field.key })),
          ]}
          onChange={setScope}
        />
      )}
      {rules.length === 0 ? (
        <EmptyState compact title={t("rules.none")} text={t("rules.none_text")} />
      ) : (
        <ol className={styles.list}>
          {rules.map((rule, at) => (
            <li key={`${scope}.${rule.id}`}>
              <RuleCard
                rule={rule}
                number={at + 1}
                fields={fields}
                subform={scope || undefined}
                onChange={(next) =>
                  put(
                    `rule:${scope}.${rule.id}`,
                    rules.map((each, place) => (place === at ? next : each)),
                  )
                }
                onRemove={() => {
                  put(
                    "remove",
                    rules.filter((_, place) => place !== at),
                  );
                  undoToast(t("rules.removed"), async () => draft.undo());
                }}
              />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
