/** Which rows are wanted: rows of field, operator and value, or a formula for everything else. */
import { Button, Segmented } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { readFilter, writeFilter, type Condition, type FilterModel } from "../model/filter-model";
import { operatorsOf } from "../model/filter-operators";
import { FilterFormula } from "./filter-formula";
import { FilterRow } from "./filter-row";
import styles from "./tools.module.css";

interface Props {
  app: string;
  form: string;
  fields: Field[];
  filter: string;
  canDesign: boolean;
  onChange: (filter: string) => void;
}

let counter = 0;
interface Row extends Condition {
  id: number;
}
const rowsOf = (model: FilterModel | null): Row[] =>
  (model?.conditions ?? []).map((condition) => ({ ...condition, id: ++counter }));

export function FilterPanel({ app, form, fields, filter, canDesign, onChange }: Props) {
  const { t } = useTranslation("records");
  const usable = fields.filter((field) => Object.keys(operatorsOf(field)).length > 0);
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const [model] = useState(() => readFilter(filter, byKey));
  const [mode, setMode] = useState<"rows" | "formula">(model ? "rows" : "formula");
  const [join, setJoin] = useState(model?.join ?? "and");
  const fresh = (): Row => {
    const field = usable[0]!;
    return { id: ++counter, field: field.key, operator: Object.keys(operatorsOf(field))[0]!, value: null };
  };
  const [rows, setRows] = useState<Row[]>(() => {
    const read = rowsOf(model);
    return read.length > 0 || !usable[0] ? read : [fresh()];
  });
  const put = (next: Row[], word: "and" | "or" = join) => {
    setRows(next);
    setJoin(word);
    onChange(writeFilter({ join: word, conditions: next }, byKey));
  };
  const turn = (next: "rows" | "formula") => {
    const read = readFilter(filter, byKey);
    if (next === "rows" && read) {
      setRows(rowsOf(read));
      setJoin(read.join);
    }
    setMode(next);
  };
  const readable = readFilter(filter, byKey) !== null;
  return (
    <div className={styles.panel}>
      <Segmented
        size="small"
        aria-label={t("filter.mode")}
        value={mode}
        options={[
          { value: "rows", label: t("filter.rows"), disabled: !readable },
          { value: "formula", label: t("filter.formula") },
        ]}
        onChange={turn}
      />
      {mode === "formula" ? (
        <>
          {!readable && <p className={styles.hint}>{t("filter.only_formula")}</p>}
          <FilterFormula app={app} form={form} canDesign={canDesign} filter={filter} onChange={onChange} />
        </>
      ) : (
        <>
          <ol className={styles.conditions}>
            {rows.map((row, at) => (
              <FilterRow
                key={row.id}
                fields={usable}
                condition={row}
                word={at === 0 ? null : join}
                onWord={at === 1 ? (word) => put(rows, word) : null}
                onChange={(next) =>
                  put(rows.map((each) => (each.id === row.id ? { ...next, id: row.id } : each)))
                }
                onRemove={() => put(rows.filter((each) => each.id !== row.id))}
              />
            ))}
          </ol>
          <div className={styles.panelFoot}>
            <Button size="small" icon={<Plus size={14} />} onClick={() => setRows([...rows, fresh()])}>
              {t("filter.add")}
            </Button>
            {filter !== "" && (
              <Button size="small" type="link" onClick={() => put([])}>
                {t("filter.clear")}
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  );
}
