import { Input, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  ANALYSES,
  newAnalysis,
  resultsOf,
  SOURCE_OF,
  type Analysis,
  type AnalysisKind,
  type Source,
} from "@/lib/flow-design/analyses";
import type { AnalyseNode } from "@/lib/flow-design/definition";
import { growing } from "@/lib/growing";
import { Property, Toggle } from "@/ui/property/property";
import { fieldOptions, guessed, linksTo, NUMBERS, rowsOf, TIMES } from "../model/analysis-options";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { ConditionProperty } from "../parts/condition-property";
import { Group } from "../parts/group";
import { PairsEditor } from "../parts/pairs-editor";
import styles from "../parts/parts.module.css";
import type { NodeKind } from "./kind";

function SourceEditor({
  node,
  value,
  onChange,
}: {
  node: AnalyseNode;
  value: Source;
  onChange: (value: Source) => void;
}) {
  const { t } = useTranslation("flowdesign");
  const { app, words } = useFlowDesigner();
  const ids = { form: useId(), subject: useId(), date: useId(), value: useId() };
  const forms = words.catalog.forms.map((card) => ({
    value: card.key,
    label: words.label(card.label) || card.key,
  }));
  return (
    <>
      <Property label={t("analyse.rows")} htmlFor={ids.form} help={t("analyse.rows_help")}>
        <Select<string>
          id={ids.form}
          className={styles.full}
          value={value.form}
          options={forms}
          onChange={(form) => onChange(guessed(words, form, node.subject))}
        />
      </Property>
      <Property label={t("analyse.link")} htmlFor={ids.subject}>
        <Select<string>
          id={ids.subject}
          className={styles.full}
          value={value.subject}
          options={linksTo(words, value.form, node.subject)}
          onChange={(subject) => onChange({ ...value, subject })}
        />
      </Property>
      <Property label={t("analyse.date")} htmlFor={ids.date}>
        <Select<string>
          id={ids.date}
          className={styles.full}
          value={value.date}
          options={fieldOptions(words, value.form, (type) => TIMES.has(type))}
          onChange={(date) => onChange({ ...value, date })}
        />
      </Property>
      <Property label={t("analyse.value")} htmlFor={ids.value}>
        <Select<string>
          id={ids.value}
          className={styles.full}
          allowClear
          {...(value.value ? { value: value.value } : {})}
          options={fieldOptions(words, value.form, (type) => NUMBERS.has(type))}
          onChange={(next: string | undefined) => onChange({ ...value, value: next ?? null })}
        />
      </Property>
      <ConditionProperty
        label={t("analyse.which_rows")}
        at={{ place: "target", node: node.id, form: value.form, app }}
        form={value.form}
        value={value.where ?? ""}
        onChange={(where) => onChange({ ...value, where: where || null })}
      />
    </>
  );
}

/** All settings of the analysis, as they are kept: for those of several parts. */
function Everything({ value, onChange }: { value: Analysis; onChange: (value: Analysis) => void }) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const kept = JSON.stringify(value, null, 2);
  const [text, setText] = useState(kept);
  const [seen, setSeen] = useState(kept);
  if (seen !== kept) {
    setSeen(kept);
    setText(kept);
  }
  const [wrong, setWrong] = useState(false);
  const leave = () => {
    try {
      const next = JSON.parse(text) as Analysis;
      setWrong(false);
      if (JSON.stringify(next) !== JSON.stringify(value)) onChange(next);
    } catch {
      setWrong(true);
    }
  };
  return (
    <Property
      label={t("analyse.settings")}
      htmlFor={id}
      help={t("analyse.settings_help")}
      problem={wrong ? t("analyse.not_json") : null}
    >
      <Input.TextArea
        id={id}
        className="dg-mono"
        spellCheck={false}
        styles={{ textarea: growing(6, 30) }}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={leave}
      />
    </Property>
  );
}

function Panel({ node, patch }: NodePanelProps<AnalyseNode>) {
  const { t } = useTranslation("flowdesign");
  const { app, words } = useFlowDesigner();
  const ids = { kind: useId(), subject: useId() };
  const kinds = ANALYSES.map((kind) => ({ value: kind, label: t(`analyse.kind.${kind}`) }));
  const forms = words.catalog.forms.map((card) => ({
    value: card.key,
    label: words.label(card.label) || card.key,
  }));
  const place = SOURCE_OF[node.analysis.kind];
  const turn = (kind: AnalysisKind) =>
    patch({
      analysis: newAnalysis(kind, rowsOf(words, node.subject), words.catalog.forms[0]?.key ?? ""),
      write: undefined,
      translate: undefined,
    });
  const results = resultsOf(node.analysis).map((name) => ({
    value: name,
    label: t(`analyse.result.${name}`, { defaultValue: name }),
  }));
  return (
    <>
      <Property label={t("analyse.what")} htmlFor={ids.kind} help={t(`analyse.about.${node.analysis.kind}`)}>
        <Select<AnalysisKind>
          id={ids.kind}
          className={styles.full}
          value={node.analysis.kind}
          options={kinds}
          onChange={turn}
        />
      </Property>
      <Property label={t("analyse.subject")} htmlFor={ids.subject}>
        <Select<string>
          id={ids.subject}
          className={styles.full}
          value={node.subject}
          options={forms}
          onChange={(subject) => patch({ subject, where: undefined, write: undefined })}
        />
      </Property>
      <ConditionProperty
        label={t("analyse.which")}
        at={{ place: "target", node: node.id, form: node.subject, app }}
        form={node.subject}
        value={node.where ?? ""}
        onChange={(where) => patch({ where: where || undefined })}
      />
      {place && (
        <SourceEditor
          node={node}
          value={node.analysis[place] as Source}
          onChange={(source) => patch({ analysis: { ...node.analysis, [place]: source } })}
        />
      )}
      <Property label={t("analyse.write")} help={t("analyse.write_help")}>
        <PairsEditor
          names={[t("pick.field"), t("analyse.results")]}
          keys={fieldOptions(words, node.subject)}
          values={results}
          value={node.write}
          onChange={(write) => patch({ write })}
        />
      </Property>
      <Toggle
        label={t("analyse.keep")}
        value={node.empty === "keep"}
        onChange={(keep) => patch({ empty: keep ? "keep" : undefined })}
      />
      <Group title={t("analyse.all")} open={!place}>
        <Everything value={node.analysis} onChange={(analysis) => patch({ analysis })} />
      </Group>
      <p className={styles.faint}>{t("analyse.ends")}</p>
    </>
  );
}

export const analyse: NodeKind<AnalyseNode> = {
  summary: (node, words) =>
    [words.t(`flowdesign:analyse.kind.${node.analysis.kind}`), words.form(node.subject)]
      .filter(Boolean)
      .join(" · "),
  Panel,
};
