import { Button, Select } from "antd";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { App, Grant, Roles } from "@/lib/types";
import { useCatalogue } from "@/lib/report/queries";
import { usePhone } from "@/lib/use-media";
import { NamedIcon } from "@/ui/app-icon";
import { ScrollRegion } from "@/ui/scroll-region";
import { cellGrants, OPS, PRESETS, presetGrant, presetOf, type Preset } from "./grant-presets";
import styles from "./roles.module.css";

/** Whom and what a grant is for: one field of the matrix. */
export interface Cell {
  to: string;
  form: string;
}

interface Props {
  app: App;
  roles: Roles;
  newGrantId: () => string;
  onCell: (cell: Cell, grants: Grant[]) => void;
  onOpen: (cell: Cell) => void;
}

/** A source of the system can be read, and nothing else. */
const READING: Preset[] = ["none", "own_read", "department_read", "all_read"];
const LEVEL: Partial<Record<Preset, string>> = {
  none: "none",
  own_read: "some",
  department_read: "some",
  all_read: "some",
  submit: "some",
};

function CellSelect({ cell, name, roles, newGrantId, onCell, onOpen }: Props & { cell: Cell; name: string }) {
  const { t } = useTranslation("roles");
  const grants = cellGrants(roles.grants, cell.to, cell.form);
  const preset = presetOf(grants);
  const source = cell.form.startsWith("$");
  const inherits = !source && cell.form !== "*" && cellGrants(roles.grants, cell.to, "*").length > 0;
  const choose = (next: Preset | "custom") => {
    if (next === "custom") onOpen(cell);
    else
      onCell(
        cell,
        next === "none" ? [] : [presetGrant(grants[0]?.id ?? newGrantId(), cell.to, cell.form, next)],
      );
  };
  // A custom cell says in short what it holds: «own · create, see».
  const summary = grants.map((grant) =>
    [
      t(`scope.${grant.rows}`),
      grant.ops.length === OPS.length ? t("op.all") : grant.ops.map((op) => t(`op.${op}`)).join(t("and")),
    ].join(" · "),
  );
  const level = preset === null ? "more" : (LEVEL[preset] ?? "more");
  return (
    <div className={`${styles.cell} ${styles[level]}`}>
      <Select<Preset | "custom">
        variant="borderless"
        aria-label={name}
        className={styles.select}
        popupMatchSelectWidth={240}
        value={preset ?? "custom"}
        onChange={choose}
        options={(source
          ? [...READING, ...(preset === null ? (["custom"] as const) : [])]
          : [...PRESETS, "custom" as const]
        ).map((one) => ({
          value: one,
          label:
            one === "none" && inherits
              ? t("preset.inherit")
              : one === "custom" && preset === null
                ? summary.join(" + ")
                : t(`preset.${one}`),
        }))}
      />
      {preset !== "none" && !source && (
        <Button
          type="text"
          size="small"
          icon={<SlidersHorizontal size={14} />}
          aria-label={t("matrix.details", { name })}
          title={t("matrix.details", { name })}
          onClick={() => onOpen(cell)}
        />
      )}
    </div>
  );
}

/** Forms × roles in words. On the phone one role at a time. */
export function RightsMatrix(props: Props) {
  const { app, roles } = props;
  const { t } = useTranslation("roles");
  const label = useLabel();
  const phone = usePhone();
  const receivers = [
    ...roles.roles.map((role) => ({ to: `role:${role.key}`, name: label(role.label) })),
    { to: "everyone", name: t("everyone") },
    { to: "outside", name: t("outside") },
  ];
  const [picked, setPicked] = useState(receivers[0]?.to ?? "everyone");
  const shown = phone ? receivers.filter((receiver) => receiver.to === picked) : receivers;
  const forms = [
    { key: "*", name: t("matrix.all_forms"), icon: "layers" },
    ...app.forms.filter((form) => !form.deleted).map((form) => ({ ...form, name: label(form.label) })),
    // What the system itself knows is read by reports, through rights of its own.
    ...(useCatalogue().data?.sources ?? []).map((one) => ({
      key: one.key,
      name: t("matrix.source", { name: label(one.label) }),
      icon: "activity",
    })),
  ];
  return (
    <>
      {phone && (
        <Select
          aria-label={t("matrix.role")}
          value={shown.length > 0 ? picked : undefined}
          onChange={setPicked}
          options={receivers.map(({ to, name }) => ({ value: to, label: name }))}
          style={{ width: "100%", marginBottom: 12 }}
        />
      )}
      <ScrollRegion className={styles.scroll} label={t("matrix.title")}>
        <table className={styles.matrix} style={phone ? undefined : { minWidth: 184 + shown.length * 200 }}>
          <thead>
            <tr>
              <th scope="col">{t("matrix.form")}</th>
              {shown.map((receiver) => (
                <th key={receiver.to} scope="col">
                  {receiver.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {forms.map((form) => (
              <tr key={form.key} className={form.key === "*" ? styles.all : undefined}>
                <th scope="row">
                  <span className={styles.form}>
                    <NamedIcon name={form.icon ?? "table"} />
                    {form.name}
                  </span>
                </th>
                {shown.map(({ to, name }) => (
                  <td key={to}>
                    <CellSelect {...props} cell={{ to, form: form.key }} name={`${name} · ${form.name}`} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}
