/** What one kind of assignee needs: a person, a role, a field and how many levels up … */
import { Checkbox, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { nodesOf, type Assignee } from "@/lib/flow-design/definition";
import { useDirectory } from "@/lib/queries/directory";
import { unnamedYet } from "@/lib/unnamed-yet";
import { DepartmentPicker } from "@/ui/department-picker";
import { PersonPicker } from "@/ui/person-picker";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import { isDepartment, isPerson } from "../model/paths";
import { AssigneesEditor } from "./assignees-editor";
import { AssigneeTable } from "./assignee-table";
import styles from "./parts.module.css";
import { PathSelect } from "./path-select";

interface Props<A = Assignee> {
  node?: string;
  value: A;
  onChange: (value: Assignee) => void;
}

export function AssigneeValue({ node, value, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  if ("person" in value)
    return (
      <PersonPicker
        aria-label={t("kind.person")}
        value={value.person || null}
        onChange={(id) => onChange({ person: typeof id === "string" ? id : "" })}
      />
    );
  if ("email" in value)
    return (
      <Input
        aria-label={t("kind.email")}
        value={value.email}
        onChange={(event) => onChange({ email: event.target.value })}
      />
    );
  if ("role" in value) return <RoleValue value={value} onChange={onChange} />;
  if ("group" in value) return <GroupValue value={value} onChange={onChange} />;
  if ("department" in value)
    return (
      <div className={styles.stack}>
        <DepartmentPicker
          aria-label={t("kind.department")}
          value={value.department || null}
          onChange={(id) => onChange({ ...value, department: typeof id === "string" ? id : "" })}
        />
        <Checkbox
          checked={!!value.tree}
          onChange={(event) => onChange({ ...value, tree: event.target.checked })}
        >
          {t("who.tree")}
        </Checkbox>
      </div>
    );
  if ("same_as" in value) return <StepValue node={node} value={value} onChange={onChange} />;
  if ("field" in value)
    return (
      <PathSelect
        initiator
        label={t("kind.field")}
        only={isPerson}
        value={value.field}
        onChange={(field) => onChange({ field })}
      />
    );
  return <Relative node={node} value={value} onChange={onChange} />;
}

/** Those that are found by going up, or picked out of several. */
function Relative({ node, value, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  if ("supervisor_of" in value)
    return (
      <Upwards
        path={value.supervisor_of}
        count={value.level ?? 1}
        label={t("who.level")}
        min={1}
        onPath={(supervisor_of) => onChange({ ...value, supervisor_of })}
        onCount={(level) => onChange({ ...value, level })}
      />
    );
  if ("supervisors_of" in value)
    return (
      <Upwards
        path={value.supervisors_of}
        count={value.levels}
        label={t("who.levels")}
        min={1}
        onPath={(supervisors_of) => onChange({ ...value, supervisors_of })}
        onCount={(levels) => onChange({ ...value, levels })}
      />
    );
  if ("department_head" in value)
    return (
      <Upwards
        departments
        path={value.department_head}
        count={value.up ?? 0}
        label={t("who.up")}
        min={0}
        onPath={(department_head) => onChange({ ...value, department_head })}
        onCount={(up) => onChange({ ...value, up })}
      />
    );
  if ("chosen_by" in value)
    return (
      <div className={styles.stack}>
        <Select
          aria-label={t("kind.chosen_by")}
          value={value.chosen_by}
          options={[
            { value: "initiator" as const, label: t("who.chosen_initiator") },
            { value: "previous" as const, label: t("who.chosen_previous") },
          ]}
          onChange={(chosen_by) => onChange({ ...value, chosen_by })}
        />
        <p className={styles.faint}>{t("who.among")}</p>
        <Pool node={node} list={value.among} onChange={(among) => onChange({ ...value, among })} />
      </div>
    );
  if ("round_robin" in value)
    return (
      <Pool
        node={node}
        list={value.round_robin}
        onChange={(list) => onChange({ ...value, round_robin: list })}
      />
    );
  if ("least_loaded" in value)
    return (
      <Pool node={node} list={value.least_loaded} onChange={(list) => onChange({ least_loaded: list })} />
    );
  return "table" in value ? <AssigneeTable node={node} value={value} onChange={onChange} /> : null;
}

function Pool({
  node,
  list,
  onChange,
}: {
  node?: string;
  list?: Assignee[];
  onChange: (list: Assignee[]) => void;
}) {
  const { t } = useTranslation("flowdesign");
  return (
    <div className={styles.nested}>
      <AssigneesEditor plain node={node} label={t("who.pool")} value={list} onChange={onChange} />
    </div>
  );
}

interface UpwardsProps {
  path: string;
  count: number;
  label: string;
  min: number;
  departments?: boolean;
  onPath: (path: string) => void;
  onCount: (count: number) => void;
}

function Upwards({ path, count, label, min, departments, onPath, onCount }: UpwardsProps) {
  const { t } = useTranslation("flowdesign");
  return (
    <div className={styles.row}>
      <div className={styles.grow}>
        <PathSelect
          initiator
          label={t("who.whose")}
          only={(entry) => isPerson(entry) || (!!departments && isDepartment(entry))}
          value={path}
          onChange={onPath}
        />
      </div>
      <InputNumber<number>
        aria-label={label}
        title={label}
        prefix={t("who.level_short")}
        style={{ width: 92 }}
        min={min}
        max={20}
        precision={0}
        value={count}
        onChange={(next) => onCount(next ?? min)}
      />
    </div>
  );
}

function RoleValue({ value, onChange }: Props<{ role: string }>) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  return (
    <Select
      className={styles.full}
      aria-label={t("kind.role")}
      {...unnamedYet(words.catalog.roles.length === 0)}
      placeholder={t("pick.role")}
      value={value.role || undefined}
      options={words.catalog.roles.map((role) => ({
        value: role.key,
        label: words.label(role.label) || role.key,
      }))}
      onChange={(role: string) => onChange({ role })}
    />
  );
}

function GroupValue({ value, onChange }: Props<{ group: string }>) {
  const { t } = useTranslation("flowdesign");
  const found = useDirectory();
  const groups = found.data?.groups ?? [];
  return (
    <Select
      className={styles.full}
      aria-label={t("kind.group")}
      {...unnamedYet(found.isLoading)}
      placeholder={t("pick.group")}
      value={value.group || undefined}
      options={groups.map((group) => ({ value: group.id, label: group.name }))}
      onChange={(group: string) => onChange({ group })}
    />
  );
}

function StepValue({ node, value, onChange }: Props<{ same_as: string }>) {
  const { t } = useTranslation("flowdesign");
  const { words, definition } = useFlowDesigner();
  const steps = nodesOf(definition).filter(
    (one) => ["approval", "fill", "assign"].includes(one.type) && one.id !== node,
  );
  return (
    <Property label={t("who.same_as")}>
      <Select
        className={styles.full}
        aria-label={t("kind.same_as")}
        placeholder={t("pick.step")}
        value={value.same_as || undefined}
        options={steps.map((step) => ({ value: step.id, label: words.nodeName(step) }))}
        onChange={(same_as: string) => onChange({ same_as })}
      />
    </Property>
  );
}
