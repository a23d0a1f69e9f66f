/** Several records of a form, searched by their titles. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import type { RecordRow } from "@/lib/records/types";
import { useDebounced } from "@/lib/use-debounced";

interface Props {
  app: string;
  form: string;
  name: string;
  placeholder: string;
  /** No more than so many. */
  most?: number;
  value: readonly string[];
  onChange: (ids: string[]) => void;
}

const titles = (app: string, form: string, query: Record<string, string | number>) =>
  api.get<{ items: RecordRow[] }>(`/apps/${app}/forms/${form}/records`, {
    query: { ...query, fields: "id" },
  });

export function RecordPicker({ app, form, name, placeholder, most, value, onChange }: Props) {
  const { t } = useTranslation("charts");
  const [typed, setTyped] = useState("");
  const search = useDebounced(typed);
  const found = useQuery({
    queryKey: ["record-titles", app, form, search],
    queryFn: () => titles(app, form, { search, limit: 30 }),
    placeholderData: keepPreviousData,
    enabled: form !== "",
  });
  const chosen = useQuery({
    queryKey: ["record-titles", app, form, "ids", value],
    queryFn: () =>
      titles(app, form, {
        filter: `id in (${value.map((id) => `'${id}'`).join(", ")})`,
        limit: value.length,
      }),
    placeholderData: keepPreviousData,
    enabled: form !== "" && value.length > 0,
  });
  const known = new Map(
    [...(chosen.data?.items ?? []), ...(found.data?.items ?? [])].map((row) => [row.id, row._title]),
  );
  const titleOf = (id: string) => (known.has(id) ? known.get(id) || t("filter.untitled") : "…");
  return (
    <Select<string[]>
      style={{ width: "100%" }}
      mode="multiple"
      maxTagCount="responsive"
      allowClear
      aria-label={name}
      placeholder={placeholder}
      maxCount={most}
      value={[...value]}
      loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={[...new Set([...value, ...known.keys()])].map((id) => ({ value: id, label: titleOf(id) }))}
      onChange={onChange}
    />
  );
}
