import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { AddressNode } from "@/lib/flow-design/definition";
import { useFormLinks } from "@/lib/public-form/links";
import { unnamedYet } from "@/lib/unnamed-yet";
import { Property } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { DurationInput } from "../parts/duration-input";
import { FormulaProperty } from "../parts/formula-property";
import styles from "../parts/parts.module.css";
import { SettingsList } from "../parts/settings-list";
import { useVariableOptions } from "../parts/variables";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<AddressNode>) {
  const { t } = useTranslation("flowdesign");
  const ids = { form: useId(), link: useId(), variable: useId() };
  const { words } = useFlowDesigner();
  const links = useFormLinks(words.catalog.app?.key ?? "", node.form, node.form !== "");
  const variables = useVariableOptions();
  return (
    <>
      <Property label={t("address.form")} htmlFor={ids.form}>
        <Select
          id={ids.form}
          {...unnamedYet(words.catalog.forms.length === 0)}
          className={styles.full}
          value={node.form || undefined}
          options={words.catalog.forms.map((card) => ({ value: card.key, label: words.label(card.label) }))}
          onChange={(form: string) => patch({ form, link: "", set: [] })}
        />
      </Property>
      <Property label={t("address.link")} htmlFor={ids.link} help={t("address.link_help")}>
        <Select
          id={ids.link}
          {...unnamedYet(links.isLoading)}
          className={styles.full}
          value={node.link || undefined}
          options={(links.data ?? []).map((one) => ({ value: one.key, label: one.label }))}
          onChange={(link: string) => patch({ link })}
        />
      </Property>
      <Property label={t("address.set")} help={t("address.set_help")}>
        <SettingsList
          at={{ place: "node", node: node.id }}
          form={node.form}
          value={node.set ?? []}
          onChange={(set) => patch({ set })}
        />
      </Property>
      <FormulaProperty
        label={t("address.page")}
        help={t("address.page_help")}
        at={{ place: "node", node: node.id }}
        expect="text"
        value={node.page ?? ""}
        onChange={(page) => patch({ page: page || null })}
      />
      <Property label={t("address.expires")}>
        <DurationInput
          label={t("address.expires")}
          value={node.expires ?? "30 days"}
          onChange={(expires) => patch({ expires })}
        />
      </Property>
      <Property
        label={t("address.variable")}
        htmlFor={ids.variable}
        help={t(variables.length > 0 ? "address.variable_help" : "variable.none")}
      >
        <Select
          id={ids.variable}
          className={styles.full}
          value={node.variable || undefined}
          options={variables}
          onChange={(variable: string) => patch({ variable })}
        />
      </Property>
    </>
  );
}

export const address: NodeKind<AddressNode> = {
  summary: (node, words) =>
    node.form
      ? words.t("flowdesign:address.summary", { form: words.form(node.form) })
      : words.t("flowdesign:pick.form"),
  Panel,
};
