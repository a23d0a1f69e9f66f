/** Figures of a find step: what is summed up, of which of the records found, and the variable that keeps it. */
import { Button, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { FindMeasure, FindNode } from "@/lib/flow-design/definition";
import { fieldOptions, NUMBERS, TIMES } from "../model/analysis-options";
import { useFlowDesigner } from "../model/context";
import { ConditionProperty } from "./condition-property";
import styles from "./parts.module.css";
import { useVariableOptions } from "./variables";

export const FIGURE_FNS = ["count", "sum", "avg", "min", "max", "distinct"] as const;
const fits = (fn: FindMeasure["fn"]) => (type: string) =>
  fn === "sum" || fn === "avg"
    ? NUMBERS.has(type) || type === "number"
    : fn === "min" || fn === "max"
      ? NUMBERS.has(type) || TIMES.has(type)
      : true;

type Change = (next: Pick<FindNode, "measures" | "save">) => void;

/** A key that no figure has yet. */
function freeKey(measures: FindMeasure[]): string {
  const taken = new Set(measures.map((one) => one.key));
  let number = measures.length + 1;
  while (taken.has(`figure_${number}`)) number += 1;
  return `figure_${number}`;
}

function FigureRow({ node, at, onChange }: { node: FindNode; at: number; onChange: Change }) {
  const { t } = useTranslation(["flowdesign", "dashdesign"]);
  const { app, words } = useFlowDesigner();
  const variables = useVariableOptions();
  const measures = node.measures ?? [];
  const one = measures[at]!;
  const kept = Object.entries(node.save ?? {}).find(([, key]) => key === one.key)?.[0];
  const put = (next: Partial<FindMeasure>) =>
    onChange({
      measures: measures.map((each, i) => (i === at ? { ...each, ...next } : each)),
      save: node.save,
    });
  const keep = (variable: string | undefined) => {
    const rest = Object.entries(node.save ?? {}).filter(
      ([name, key]) => key !== one.key && name !== variable,
    );
    onChange({ measures, save: Object.fromEntries(variable ? [...rest, [variable, one.key]] : rest) });
  };
  const remove = () =>
    onChange({
      measures: measures.filter((_, i) => i !== at),
      save: Object.fromEntries(Object.entries(node.save ?? {}).filter(([, key]) => key !== one.key)),
    });
  const number = { number: at + 1 };
  return (
    <div className={styles.box} role="group" aria-label={t("find.figure", number)}>
      <div className={styles.row}>
        <Select
          aria-label={t("find.fn", number)}
          style={{ width: 112 }}
          value={one.fn}
          options={FIGURE_FNS.map((fn) => ({ value: fn, label: t(`find.fns.${fn}`) }))}
          onChange={(fn) => put({ fn, field: one.field && fn !== "count" ? one.field : undefined })}
        />
        <Select
          aria-label={t("find.field", number)}
          className={styles.grow}
          showSearch={{ optionFilterProp: "label" }}
          allowClear={one.fn === "count"}
          placeholder={t(one.fn === "count" ? "find.records" : "pick.field")}
          value={one.field ?? undefined}
          options={fieldOptions(words, node.form, fits(one.fn))}
          onChange={(field: string | undefined) => put({ field })}
        />
        <Button
          type="text"
          size="small"
          icon={<X size={14} />}
          aria-label={t("find.remove", number)}
          onClick={remove}
        />
      </div>
      <ConditionProperty
        label={t("find.only")}
        at={{ place: "target", node: node.id, form: node.form, app: node.app ?? app }}
        form={node.form}
        app={node.app}
        value={one.where ?? ""}
        onChange={(where) => put({ where: where.trim() || undefined })}
      />
      <div className={styles.row}>
        <span className={styles.faint}>{t("find.into")}</span>
        <Select
          aria-label={t("find.into_of", number)}
          className={styles.grow}
          allowClear
          placeholder={t("variable.one")}
          value={kept}
          options={variables}
          onChange={keep}
        />
      </div>
    </div>
  );
}

export function FiguresEditor({ node, onChange }: { node: FindNode; onChange: Change }) {
  const { t } = useTranslation(["flowdesign"]);
  const variables = useVariableOptions();
  const measures = node.measures ?? [];
  return (
    <div className={styles.stack}>
      <p className={styles.faint}>{t(variables.length > 0 ? "find.figures_help" : "variable.none")}</p>
      {measures.map((one, at) => (
        <FigureRow key={one.key} node={node} at={at} onChange={onChange} />
      ))}
      <Button
        size="small"
        type="text"
        className={styles.add}
        icon={<Plus size={14} />}
        onClick={() =>
          onChange({ measures: [...measures, { key: freeKey(measures), fn: "count" }], save: node.save })
        }
      >
        {t("find.add")}
      </Button>
    </div>
  );
}
