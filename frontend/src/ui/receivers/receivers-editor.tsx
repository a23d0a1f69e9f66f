/** Who is told: people, roles of the app, departments with those below, groups. Names are shown, ids are stored. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import { useDirectory } from "@/lib/queries/directory";
import type { Roles } from "@/lib/types";
import { unnamedYet } from "@/lib/unnamed-yet";
import { DepartmentPicker } from "@/ui/department-picker";
import { PersonPicker } from "@/ui/person-picker";
import styles from "./receivers.module.css";

type Kind = "person" | "role" | "department" | "group" | "email";

interface Props {
  app: string;
  label: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
}

const chosenOf = (value: readonly string[], kind: Kind): string[] =>
  value.flatMap((one) => (one.startsWith(`${kind}:`) ? [one.slice(kind.length + 1)] : []));

/** The others of one kind replaced; e-mail addresses of packages stay as they are. */
function withKind(value: readonly string[], kind: Kind, next: readonly string[]): string[] {
  return [...value.filter((one) => !one.startsWith(`${kind}:`)), ...next.map((id) => `${kind}:${id}`)];
}

export function ReceiversEditor({ app, label, value, onChange }: Props) {
  const { t } = useTranslation("deliveries");
  const id = useId();
  const name = useLabel();
  const directory = useDirectory();
  const groups = directory.data?.groups ?? [];
  const roles = useQuery({
    queryKey: ["app-roles", app],
    queryFn: () => api.get<Roles>(`/apps/${app}/roles`),
    staleTime: 60_000,
  });
  const set = (kind: Kind) => (next: string | string[] | null) =>
    onChange(withKind(value, kind, Array.isArray(next) ? next : next ? [next] : []));
  const emails = chosenOf(value, "email");
  const line = (kind: Kind, control: React.ReactNode) => (
    <div className={styles.line}>
      <label htmlFor={`${id}-${kind}`}>{t(`receivers.${kind}`)}</label>
      {control}
    </div>
  );
  return (
    <div className={styles.lines} role="group" aria-label={label}>
      {line(
        "role",
        <Select<string[]>
          id={`${id}-role`}
          mode="multiple"
          {...unnamedYet(roles.isLoading)}
          placeholder={t("receivers.pick_role")}
          value={chosenOf(value, "role")}
          showSearch={{ optionFilterProp: "label" }}
          options={(roles.data?.roles ?? []).map((role) => ({
            value: role.key,
            label: name(role.label) || role.key,
          }))}
          onChange={set("role")}
        />,
      )}
      {line(
        "person",
        <PersonPicker many id={`${id}-person`} value={chosenOf(value, "person")} onChange={set("person")} />,
      )}
      {line(
        "department",
        <DepartmentPicker
          many
          id={`${id}-department`}
          value={chosenOf(value, "department")}
          onChange={set("department")}
        />,
      )}
      {line(
        "group",
        <Select<string[]>
          id={`${id}-group`}
          mode="multiple"
          {...unnamedYet(directory.isLoading)}
          placeholder={t("receivers.pick_group")}
          value={chosenOf(value, "group")}
          showSearch={{ optionFilterProp: "label" }}
          options={groups.map((group) => ({ value: group.id, label: group.name }))}
          onChange={set("group")}
        />,
      )}
      {emails.length > 0 &&
        line(
          "email",
          <Select<string[]>
            id={`${id}-email`}
            mode="tags"
            open={false}
            suffixIcon={null}
            value={emails}
            onChange={set("email")}
          />,
        )}
    </div>
  );
}
