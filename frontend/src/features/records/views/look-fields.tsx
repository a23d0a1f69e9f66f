/** The settings of a view by its type: which field groups, which is the day, which the picture. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { Property } from "@/ui/property/property";
import type { Axis, ViewLook } from "../model/types";
import { isGrouping } from "./kanban/columns";
import { bySound, useOptions } from "./look-options";
import { fitsRole, isTime, ROLES } from "./look-roles";
import { Limits, Totals } from "./look-totals";
import styles from "./look.module.css";

interface Props {
  look: ViewLook;
  setLook: (change: Partial<ViewLook>) => void;
  fields: Field[];
  /** The key of the form, for links to itself. */
  form: string;
  /** Only what the type can't do without. */
  only?: "needed";
}

export function LookFields({ look, setLook, fields, form, only }: Props) {
  const { t } = useTranslation("views");
  const roles = ROLES[look.type].filter((each) => !only || each.needed);
  return (
    <>
      {roles.map(({ role, needed }) => (
        <FieldChoice
          key={role}
          label={t(`role.${look.type}.${role}`, { defaultValue: t(`role.${role}`) })}
          fields={fields.filter((field) => fitsRole(role, field, form))}
          value={look[role] ?? null}
          clear={!needed}
          onChange={(key) => setLook({ [role]: key })}
        />
      ))}
      {look.type === "grid" && <Groups look={look} setLook={setLook} fields={fields} />}
      {look.type === "pivot" && <Axes look={look} setLook={setLook} fields={fields} />}
      {!only && ["grid", "kanban", "pivot"].includes(look.type) && (
        <Totals look={look} setLook={setLook} fields={fields} />
      )}
      {!only && look.type === "kanban" && <Limits look={look} setLook={setLook} fields={fields} />}
    </>
  );
}

interface ChoiceProps {
  label: string;
  fields: Field[];
  value: string | null;
  clear: boolean;
  onChange: (key: string | null) => void;
}

function FieldChoice({ label, fields, value, clear, onChange }: ChoiceProps) {
  const { t } = useTranslation("views");
  const options = useOptions(fields);
  return (
    <Property label={label} help={options.length === 0 ? t("no_field") : undefined}>
      <Select
        aria-label={label}
        className={styles.full}
        value={options.some((option) => option.value === value) ? value : null}
        options={options}
        allowClear={clear}
        showSearch={bySound}
        placeholder={t("choose_field")}
        onChange={(next: string | null | undefined) => onChange(next ?? null)}
      />
    </Property>
  );
}

type PartProps = Pick<Props, "look" | "setLook" | "fields">;

function Groups({ look, setLook, fields }: PartProps) {
  const { t } = useTranslation("views");
  const options = useOptions(fields.filter(isGrouping));
  return (
    <Property label={t("groups")}>
      <Select
        aria-label={t("groups")}
        className={styles.full}
        mode="multiple"
        maxCount={3}
        value={look.groups ?? []}
        options={options}
        showSearch={bySound}
        placeholder={t("groups_none")}
        onChange={(next: string[]) => setLook({ groups: next })}
      />
    </Property>
  );
}

function Axes({ look, setLook, fields }: PartProps) {
  const { t } = useTranslation("views");
  const options = useOptions(fields.filter((field) => isGrouping(field) || isTime(field)));
  const times = new Set(fields.filter(isTime).map((field) => field.key));
  const asAxes = (keys: string[], before: Axis[] = []): Axis[] =>
    keys.map(
      (key) =>
        before.find((axis) => axis.field === key) ?? {
          field: key,
          ...(times.has(key) ? { grain: "month" as const } : {}),
        },
    );
  return (
    <>
      {(["rows", "cols"] as const).map((side) => (
        <Property key={side} label={t(`pivot.${side}`)}>
          <Select
            aria-label={t(`pivot.${side}`)}
            className={styles.full}
            mode="multiple"
            maxCount={side === "rows" ? 3 : 2}
            value={(look[side] ?? []).map((axis) => axis.field)}
            options={options}
            showSearch={bySound}
            placeholder={t("choose_field")}
            onChange={(keys: string[]) => setLook({ [side]: asAxes(keys, look[side]) })}
          />
        </Property>
      ))}
    </>
  );
}
