/** Records of another form to filter by, searched by their titles. */
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
  value: string[];
  onChange: (ids: string[]) => void;
}

const titles = (app: string, form: string, query: Record<string, string | number>) =>
  api.get<{ items: RecordRow[] }>(`/apps/${app}/forms/${form}/records`, {
    query: { ...query, fields: "id" },
  });

export function LinkPicker({ app, form, name, value, onChange }: Props) {
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
      titles(app, form, { filter: value.map((id) => `id = '${id}'`).join(" or "), limit: value.length }),
    placeholderData: keepPreviousData,
    enabled: form !== "" && value.length > 0,
  });
  const known = new Map(
    [...(chosen.data?.items ?? []), ...(found.data?.items ?? [])].map((row) => [row.id, row._title]),
  );
  return (
    <Select<string[]>
      style={{ width: "100%" }}
      mode="multiple"
      maxTagCount="responsive"
      allowClear
      aria-label={name}
      placeholder={t("filter.all")}
      value={value}
      loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={[...known].map(([id, title]) => ({ value: id, label: title || t("filter.untitled") }))}
      onChange={onChange}
    />
  );
}
