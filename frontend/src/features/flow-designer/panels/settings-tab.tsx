/** What holds for the whole flow: its tasks' title, as whom it acts, withdrawing, calendar, variables. */
import { Segmented, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { FlowDefinition } from "@/lib/flow-design/definition";
import { Fields, TabPage } from "@/ui/designer/tab-page";
import { LabelInput } from "@/ui/label-input";
import { Section } from "@/ui/page";
import { Property, Toggle } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import { AssigneesEditor } from "../parts/assignees-editor";
import { TemplateInput } from "../parts/template-input";
import { VariablesEditor } from "./variables-editor";

const WITHDRAW = ["never", "before_first_decision", "always"] as const;

export function SettingsTab() {
  const { t } = useTranslation("flowdesign");
  const ids = { label: useId(), title: useId(), calendar: useId(), withdraw: useId() };
  const { flow, definition, apply, words } = useFlowDesigner();
  const patch = (change: Partial<FlowDefinition>) =>
    apply(`flow:${Object.keys(change).join()}`, (before) => ({ ...before, ...change }));
  const acts = definition.acts_as ?? "initiator";
  return (
    <TabPage>
      <Section title={t("flow.title")}>
        <Fields>
          <Property label={t("flow.label")} htmlFor={ids.label}>
            <LabelInput id={ids.label} value={definition.label} onChange={(label) => patch({ label })} />
          </Property>
          <Property label={t("flow.task_title")} htmlFor={ids.title} help={t("flow.task_title_help")}>
            <TemplateInput
              id={ids.title}
              label={t("flow.task_title")}
              maxLength={300}
              value={definition.title}
              onChange={(title) => patch({ title })}
            />
          </Property>
        </Fields>
      </Section>
      <Section title={t("flow.rights")}>
        <Fields>
          <Property label={t("flow.acts_as")} help={t(`flow.acts_help.${acts}`, { flow: `flow:${flow}` })}>
            <Segmented<"initiator" | "app">
              aria-label={t("flow.acts_as")}
              value={acts}
              options={[
                { value: "initiator", label: t("flow.acts.initiator") },
                { value: "app", label: t("flow.acts.app") },
              ]}
              onChange={(acts_as) => patch({ acts_as })}
            />
          </Property>
          <Property label={t("flow.withdraw")} htmlFor={ids.withdraw}>
            <Select
              id={ids.withdraw}
              style={{ width: "100%" }}
              value={definition.withdraw ?? "before_first_decision"}
              options={WITHDRAW.map((one) => ({ value: one, label: t(`flow.withdraws.${one}`) }))}
              onChange={(withdraw) => patch({ withdraw })}
            />
          </Property>
          <Toggle
            label={t("flow.notify_initiator")}
            value={definition.notify_initiator ?? true}
            onChange={(notify_initiator) => patch({ notify_initiator })}
          />
        </Fields>
      </Section>
      <Section title={t("flow.time")} text={t("flow.calendar_help")}>
        <Fields>
          <Property label={t("flow.calendar")} htmlFor={ids.calendar}>
            <Select
              id={ids.calendar}
              style={{ width: "100%" }}
              allowClear
              placeholder={t("flow.calendar_default")}
              value={definition.calendar ?? undefined}
              options={words.catalog.calendars.map((one) => ({
                value: one.key,
                label: words.label(one.label),
              }))}
              onChange={(calendar: string | undefined) => patch({ calendar: calendar ?? null })}
            />
          </Property>
        </Fields>
      </Section>
      <Section title={t("flow.administrators")} text={t("flow.administrators_help")}>
        <Fields>
          <AssigneesEditor
            plain
            label={t("flow.administrators")}
            value={definition.administrators}
            onChange={(administrators) => patch({ administrators })}
          />
        </Fields>
      </Section>
      <Section title={t("variable.title")} text={t("variable.text")}>
        <VariablesEditor value={definition.variables ?? []} onChange={(variables) => patch({ variables })} />
      </Section>
    </TabPage>
  );
}
