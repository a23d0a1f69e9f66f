/** A rule table: the first line whose condition holds says who. */
import { Button } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Assignee, TableRow } from "@/lib/flow-design/definition";
import { AssigneesEditor } from "./assignees-editor";
import { ConditionProperty } from "./condition-property";
import styles from "./parts.module.css";

interface Props {
  node?: string;
  value: { table: TableRow[]; otherwise?: Assignee[] };
  onChange: (value: Assignee) => void;
}

export function AssigneeTable({ node, value, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const put = (table: TableRow[]) => onChange({ ...value, table });
  const change = (at: number, patch: Partial<TableRow>) =>
    put(value.table.map((row, other) => (other === at ? { ...row, ...patch } : row)));
  return (
    <div className={styles.stack}>
      {value.table.map((row, at) => (
        <div key={at} className={styles.nested}>
          <div className={styles.boxHead}>
            <strong className={styles.grow}>{t("table.row", { number: at + 1 })}</strong>
            <Button
              type="text"
              size="small"
              icon={<X size={14} />}
              aria-label={t("table.remove", { number: at + 1 })}
              onClick={() => put(value.table.filter((_, other) => other !== at))}
            />
          </div>
          <ConditionProperty
            label={t("table.when")}
            at={node ? { place: "node", node } : { place: "trigger" }}
            value={row.when}
            onChange={(when) => change(at, { when })}
          />
          <AssigneesEditor
            plain
            node={node}
            label={t("table.row", { number: at + 1 })}
            value={row.assignees}
            onChange={(assignees) => change(at, { assignees })}
          />
        </div>
      ))}
      <Button
        size="small"
        type="text"
        className={styles.add}
        icon={<Plus size={14} />}
        onClick={() => put([...value.table, { when: "", assignees: [{ role: "" }] }])}
      >
        {t("table.add")}
      </Button>
      <p className={styles.faint}>{t("table.otherwise")}</p>
      <AssigneesEditor
        plain
        node={node}
        label={t("table.otherwise")}
        value={value.otherwise}
        onChange={(otherwise) => onChange({ ...value, otherwise })}
      />
    </div>
  );
}
