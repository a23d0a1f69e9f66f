/** What starts the flow: the kind, the form, and what the kind asks. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Trigger, TriggerKind } from "@/lib/flow-design/definition";
import { clean } from "@/lib/flow-design/edit";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import styles from "../parts/parts.module.css";
import { specOf, TRIGGERS, triggerSentence } from "../triggers/registry";
import { ProblemLines } from "@/ui/designer/problem-lines";
import { Panel } from "@/ui/designer/panel";

export function TriggerPanel() {
  const { t } = useTranslation("flowdesign");
  const ids = { kind: useId(), form: useId() };
  const { definition, apply, words, problems } = useFlowDesigner();
  const { trigger } = definition;
  const spec = specOf(trigger.on);
  const { Panel: Properties } = spec;
  const patch = (change: Partial<Trigger>) =>
    apply(`trigger:${Object.keys(change).join()}`, (flow) => ({
      ...flow,
      trigger: clean({ ...flow.trigger, ...change }) as Trigger,
    }));
  return (
    <Panel icon={<spec.icon size={16} aria-hidden />} title={t("trigger.title")}>
      <p className={styles.note}>{triggerSentence(definition, words)}</p>
      <ProblemLines
        problems={problems.filter((problem) => problem.node === null && problem.path?.[0] === "trigger")}
      />
      <Property label={t("trigger.kind")} htmlFor={ids.kind}>
        <Select<TriggerKind>
          id={ids.kind}
          className={styles.full}
          value={trigger.on}
          listHeight={360}
          options={TRIGGERS.map((kind) => ({ value: kind, label: t(`trigger.kinds.${kind}`) }))}
          onChange={(kind) =>
            apply("trigger", (flow) => ({ ...flow, trigger: specOf(kind).fresh(flow, words) }))
          }
        />
      </Property>
      <Property
        label={t("trigger.form")}
        htmlFor={ids.form}
        help={spec.needsForm ? undefined : t("trigger.form_optional")}
        problem={spec.needsForm && !definition.form ? t("trigger.form_missing") : null}
      >
        <Select<string>
          id={ids.form}
          className={styles.full}
          allowClear={!spec.needsForm}
          placeholder={t("pick.form")}
          value={definition.form ?? undefined}
          options={words.catalog.forms.map((card) => ({
            value: card.key,
            label: words.label(card.label) || card.key,
          }))}
          onChange={(form: string | undefined) => apply("form", (flow) => ({ ...flow, form: form ?? null }))}
        />
      </Property>
      {Properties && <Properties key={trigger.on} trigger={trigger} patch={patch} />}
    </Panel>
  );
}
