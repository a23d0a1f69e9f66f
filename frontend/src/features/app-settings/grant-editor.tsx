import { Button, Checkbox, Select, Switch } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Grant, Op, RowScope } from "@/lib/types";
import { ConditionInput } from "./condition-input";
import { FieldRights } from "./field-rights";
import { PressRights } from "./press-rights";
import { RevealRights } from "./reveal-rights";
import { SetValues } from "./set-values";
import { OPS } from "./grant-presets";
import styles from "./roles.module.css";

const SCOPES: RowScope[] = ["none", "own", "department", "department_tree", "all", "formula"];

interface Props {
  app: string;
  grant: Grant;
  /** Shown when there is more than one. */
  number: number | null;
  onChange: (grant: Grant) => void;
  onRemove: () => void;
}

function Rows({ app, grant, onChange }: Pick<Props, "app" | "grant" | "onChange">) {
  const { t } = useTranslation("roles");
  return (
    <>
      <p className={styles.label}>{t("grant.rows")}</p>
      <Select<RowScope>
        aria-label={t("grant.rows")}
        style={{ width: "100%" }}
        value={grant.rows}
        onChange={(rows) => {
          const { formula, ...rest } = grant;
          onChange(rows === "formula" ? { ...rest, rows, formula: formula ?? "" } : { ...rest, rows });
        }}
        options={SCOPES.map((scope) => ({ value: scope, label: t(`scope.${scope}`) }))}
      />
      {grant.rows === "formula" && (
        <ConditionInput
          app={app}
          form={grant.form}
          label={t("grant.formula")}
          placeholder={t("grant.formula_example")}
          value={grant.formula ?? ""}
          onChange={(formula) => onChange({ ...grant, formula })}
        />
      )}
    </>
  );
}

export function GrantEditor({ app, grant, number, onChange, onRemove }: Props) {
  const { t } = useTranslation("roles");
  return (
    <section className={styles.rule}>
      {number !== null && (
        <div className={styles.ruleHead}>
          <h3>{t("grant.number", { number })}</h3>
          <Button
            type="text"
            icon={<Trash2 size={16} />}
            aria-label={t("grant.remove", { number })}
            onClick={onRemove}
          />
        </div>
      )}
      <p className={styles.label}>{t("grant.ops")}</p>
      <Checkbox.Group<Op>
        aria-label={t("grant.ops")}
        value={grant.ops}
        onChange={(ops) => onChange({ ...grant, ops: OPS.filter((op) => ops.includes(op)) })}
        options={OPS.map((op) => ({ value: op, label: t(`op.${op}`) }))}
      />
      <Rows app={app} grant={grant} onChange={onChange} />
      <FieldRights app={app} grant={grant} onChange={onChange} />
      <RevealRights app={app} grant={grant} onChange={onChange} />
      <PressRights app={app} grant={grant} onChange={onChange} />
      <p className={styles.label}>{t("grant.check")}</p>
      <ConditionInput
        app={app}
        form={grant.form}
        label={t("grant.check")}
        placeholder={t("grant.check_example")}
        value={grant.check ?? ""}
        onChange={(check) => {
          const { check: _old, ...rest } = grant;
          onChange(check ? { ...rest, check } : rest);
        }}
      />
      <SetValues app={app} grant={grant} onChange={onChange} />
      <p className={`${styles.label} ${styles.toggle}`}>
        <Switch
          size="small"
          checked={grant.aggregate}
          aria-label={t("grant.aggregate")}
          onChange={(aggregate) => onChange({ ...grant, aggregate })}
        />
        {t("grant.aggregate")}
      </p>
    </section>
  );
}
