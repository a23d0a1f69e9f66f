/** Who gets a task: one line per kind, together they are asked. Names are shown, ids are stored. */
import { Button, Dropdown } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import {
  ASSIGNEE_KINDS,
  kindOf,
  whoStands,
  type Assignee,
  type AssigneeKind,
} from "@/lib/flow-design/definition";
import { useFlowDesigner } from "../model/context";
import { AssigneeValue } from "./assignee-value";
import styles from "./parts.module.css";

interface Props {
  /** The step it is for; formulas of rule tables are checked there. */
  node?: string;
  label: string;
  value: Assignee[] | undefined;
  onChange: (value: Assignee[]) => void;
  /** Inside a pool: no pools again. */
  plain?: boolean;
}

const fresh = (standing: "owner" | "initiator"): Record<AssigneeKind, Assignee> => ({
  person: { person: "" },
  role: { role: "" },
  group: { group: "" },
  department: { department: "" },
  department_head: { department_head: "owner" },
  supervisor_of: { supervisor_of: standing, level: 1 },
  supervisors_of: { supervisors_of: standing, levels: 2 },
  field: { field: "owner" },
  chosen_by: { chosen_by: "initiator" },
  same_as: { same_as: "" },
  round_robin: { round_robin: [{ role: "" }] },
  least_loaded: { least_loaded: [{ role: "" }] },
  table: { table: [{ when: "", assignees: [{ role: "" }] }] },
  email: { email: "" },
});
/** In the order in which they are wanted most. */
const OFFERED: AssigneeKind[] = ASSIGNEE_KINDS.filter((kind) => kind !== "email");
const POOLS: AssigneeKind[] = ["round_robin", "least_loaded", "table", "chosen_by"];

export function AssigneesEditor({ node, label, value = [], onChange, plain = false }: Props) {
  const { t } = useTranslation("flowdesign");
  const { definition } = useFlowDesigner();
  const start = fresh(whoStands(definition));
  const kinds = plain ? OFFERED.filter((kind) => !POOLS.includes(kind)) : OFFERED;
  const change = (index: number, next: Assignee) =>
    onChange(value.map((one, other) => (other === index ? next : one)));
  return (
    <div className={styles.stack} role="group" aria-label={label}>
      {value.map((one, index) => (
        <div key={`${index}-${kindOf(one)}`} className={styles.box}>
          <div className={styles.boxHead}>
            <Dropdown
              trigger={["click"]}
              menu={{
                items: kinds.map((kind) => ({ key: kind, label: t(`kind.${kind}`) })),
                onClick: ({ key }) => change(index, start[key as AssigneeKind]),
              }}
            >
              <Button size="small" type="text" className={styles.kind}>
                {t(`kind.${kindOf(one)}`)}
              </Button>
            </Dropdown>
            <span className={styles.grow} />
            <Button
              type="text"
              size="small"
              icon={<X size={14} />}
              aria-label={t("who.remove", { name: t(`kind.${kindOf(one)}`) })}
              onClick={() => onChange(value.filter((_, other) => other !== index))}
            />
          </div>
          <AssigneeValue node={node} value={one} onChange={(next) => change(index, next)} />
        </div>
      ))}
      <Dropdown
        trigger={["click"]}
        menu={{
          items: kinds.map((kind) => ({ key: kind, label: t(`kind.${kind}`) })),
          onClick: ({ key }) => onChange([...value, start[key as AssigneeKind]]),
        }}
      >
        <Button size="small" type="text" className={styles.add} icon={<Plus size={14} />}>
          {t("who.add")}
        </Button>
      </Dropdown>
    </div>
  );
}
