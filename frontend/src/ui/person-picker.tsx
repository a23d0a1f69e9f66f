import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDirectory } from "@/lib/queries/directory";
import { PersonAvatar } from "./person-avatar";

interface Props {
  id?: string;
  value?: string | string[] | null;
  onChange?: (value: string | string[] | null) => void;
  many?: boolean;
  placeholder?: string;
  disabled?: boolean;
  "aria-label"?: string;
}

/** One person or several, searched on the server by name, pinyin or e-mail. */
export function PersonPicker({ value, onChange, many = false, placeholder, ...rest }: Props) {
  const { t } = useTranslation("common");
  const [search, setSearch] = useState("");
  const chosen = value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];
  const found = useDirectory(search);
  const known = useDirectory("", chosen);
  const people = [...(found.data?.people ?? [])];
  for (const person of known.data?.people ?? []) {
    if (chosen.includes(person.id) && !people.some((other) => other.id === person.id)) people.push(person);
  }
  return (
    <Select
      {...rest}
      style={{ width: "100%" }}
      mode={many ? "multiple" : undefined}
      allowClear
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.isFetching}
      placeholder={placeholder ?? t("pick.person")}
      // Beside a label the label is its name.
      aria-label={rest["aria-label"] ?? (rest.id ? undefined : t("pick.person"))}
      value={many ? chosen : (chosen[0] ?? undefined)}
      onChange={(next: string | string[] | undefined) => onChange?.(next ?? null)}
      options={people.map((person) => ({
        value: person.id,
        label: person.name,
        department: person.department,
      }))}
      optionRender={(option) => (
        <span style={{ display: "flex", alignItems: "center", gap: 8 }}>
          <PersonAvatar id={String(option.value)} name={String(option.label)} size={20} />
          <span>{option.label}</span>
          <span style={{ color: "var(--dg-text-3)" }}>{option.data.department}</span>
        </span>
      )}
    />
  );
}
