/** Records named one by one: a link offers these and no others. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useDesigner } from "../model/context";
import styles from "./links.module.css";

interface Named {
  id: string;
  _title: string | null;
}

interface Props {
  form: string;
  label: string;
  value: readonly string[];
  onChange: (ids: string[]) => void;
}

const MOST = 200;

function useNamed(app: string, form: string, key: unknown, params: Record<string, string>, enabled = true) {
  return useQuery({
    queryKey: ["named-records", app, form, key],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const page = await api.get<{ items: Named[] }>(
        `/apps/${app}/forms/${form}/records?${new URLSearchParams(params)}`,
      );
      return page.items;
    },
  });
}

export function NamedRecords({ form, label, value, onChange }: Props) {
  const { t } = useTranslation("formlinks");
  const { app } = useDesigner();
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const found = useNamed(app, form, search, { limit: "50", ...(search ? { search } : {}) });
  const filter = `id in (${value.map((id) => `'${id}'`).join(", ")})`;
  const chosen = useNamed(app, form, value, { limit: String(MOST), filter }, value.length > 0);
  const known = new Map(
    [...(chosen.data ?? []), ...(found.data ?? [])].map((each) => [each.id, each._title]),
  );
  const listed = [...new Set([...value, ...(found.data ?? []).map((each) => each.id)])];
  return (
    <Select<string[]>
      mode="multiple"
      allowClear
      className={styles.full}
      aria-label={label}
      placeholder={t("choices.ids_none")}
      maxCount={MOST}
      filterOption={false}
      loading={found.isFetching}
      value={[...value]}
      options={listed.map((id) => ({ value: id, label: known.get(id) ?? id }))}
      onSearch={setText}
      onChange={onChange}
    />
  );
}
