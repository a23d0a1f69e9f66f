import { Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ScriptNode } from "@/lib/flow-design/definition";
import { growing } from "@/lib/growing";
import { NumberProperty, Property } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { isPlain } from "../model/paths";
import { PairsEditor } from "../parts/pairs-editor";
import styles from "../parts/parts.module.css";
import { useVariableOptions } from "../parts/variables";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<ScriptNode>) {
  const { t } = useTranslation("flowdesign");
  const ids = { code: useId(), outputs: useId() };
  const { words } = useFlowDesigner();
  const variables = useVariableOptions();
  const paths = words
    .paths()
    .filter(isPlain)
    .map((entry) => ({ value: entry.path, label: entry.labels.map(words.label).join(t("word.of")) }));
  return (
    <>
      <p className={styles.note}>{t("script.help")}</p>
      <Property label={t("script.inputs")}>
        <PairsEditor
          names={[t("script.input"), t("pick.field")]}
          values={paths}
          value={node.inputs}
          onChange={(inputs) => patch({ inputs })}
        />
      </Property>
      <Property label={t("script.code")} htmlFor={ids.code}>
        <Input.TextArea
          id={ids.code}
          className="dg-mono"
          spellCheck={false}
          styles={{ textarea: growing(6, 24) }}
          maxLength={20_000}
          value={node.code}
          onChange={(event) => patch({ code: event.target.value })}
        />
      </Property>
      <Property
        label={t("script.outputs")}
        htmlFor={ids.outputs}
        help={variables.length > 0 ? undefined : t("variable.none")}
      >
        <Select<string[]>
          id={ids.outputs}
          className={styles.full}
          mode="multiple"
          value={node.outputs ?? []}
          options={variables}
          onChange={(outputs) => patch({ outputs })}
        />
      </Property>
      <NumberProperty
        label={t("http.timeout")}
        min={1}
        max={60}
        value={node.timeout ?? 5}
        onChange={(timeout) => patch({ timeout })}
      />
    </>
  );
}

export const script: NodeKind<ScriptNode> = {
  summary: (node) =>
    node.code
      .split("\n")
      .map((line) => line.trim())
      .find((line) => line !== "" && !line.startsWith("#")) ?? "",
  Panel,
};
