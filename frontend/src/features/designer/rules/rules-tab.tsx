/** Rules of the form and of its subforms: when something holds, what becomes of the fields. */
import { useTranslation } from "react-i18next";
import type { Rule } from "@/lib/form-runtime/definition";
import { RuleCard } from "./rule-card";
import { ScopedList } from "./scoped-list";

export function RulesTab() {
  const { t } = useTranslation("designer");
  return (
    <ScopedList<Rule>
      kind="rule"
      words={{
        title: t("rules.title"),
        text: t("rules.text"),
        add: t("rules.add"),
        none: t("rules.none"),
        noneText: t("rules.none_text"),
        removed: t("rules.removed"),
      }}
      itemsOf={(owner) => owner.rules}
      patch={(rules) => ({ rules })}
      fresh={(id) => ({ id, when: "", show: [] })}
      card={(props) => <RuleCard {...props} />}
    />
  );
}
