/** Whom something of an app is shown to: roles, and a condition over the user. It arranges and protects nothing. */
import { Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { useRoleNames } from "@/lib/pages";
import type { Audience } from "@/lib/types";
import { unnamedYet } from "@/lib/unnamed-yet";
import { Property } from "../property/property";

/** A formula. */
const EXAMPLE = "user.department = '…'";

interface Props {
  app: string;
  value: Audience;
  onChange: (change: Audience) => void;
}

export function AudienceFields({ app, value, onChange }: Props) {
  const { t } = useTranslation("pages");
  const roles = useId();
  const when = useId();
  return (
    <>
      <Property label={t("roles")} htmlFor={roles} help={t("roles_help")}>
        <RoleSelect app={app} id={roles} value={value.roles} onChange={(next) => onChange({ roles: next })} />
      </Property>
      <Property label={t("when")} htmlFor={when} help={t("when_help")}>
        <Input
          id={when}
          className="dg-mono"
          spellCheck={false}
          maxLength={1000}
          placeholder={EXAMPLE}
          value={value.when ?? ""}
          onChange={(event) => onChange({ when: event.target.value })}
        />
      </Property>
    </>
  );
}

interface RoleProps {
  app: string;
  id: string;
  value: string[] | undefined;
  onChange: (roles: string[]) => void;
  /** Everybody can be named, too (`*`). */
  everybody?: boolean;
  /** What stands there while no role is named. */
  placeholder?: string;
}

export function RoleSelect({ app, id, value, onChange, everybody, placeholder }: RoleProps) {
  const { t } = useTranslation("pages");
  const label = useLabel();
  const names = useRoleNames(app);
  const options = (names.data ?? []).map((role) => ({
    value: role.key,
    label: label(role.label) || role.key,
  }));
  return (
    <Select
      id={id}
      mode="multiple"
      {...unnamedYet(names.isLoading)}
      style={{ width: "100%" }}
      showSearch={{ optionFilterProp: "label" }}
      placeholder={placeholder ?? (everybody ? t("home_nobody") : t("everybody"))}
      value={value ?? []}
      options={everybody ? [{ value: "*", label: t("everybody") }, ...options] : options}
      onChange={onChange}
    />
  );
}
