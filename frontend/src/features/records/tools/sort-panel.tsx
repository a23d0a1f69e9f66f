/** The order of a list, first criterion first. */
import { Button, Segmented, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import { isSortable } from "@/lib/records/columns";
import { keyOf } from "../model/sort";
import styles from "./tools.module.css";

interface Props {
  fields: Field[];
  sort: string[];
  onChange: (sort: string[]) => void;
}

const MOST = 5;

export function SortPanel({ fields, sort, onChange }: Props) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const sortable = fields.filter(isSortable);
  const free = sortable.filter((field) => !sort.some((item) => keyOf(item) === field.key));
  const optionsFor = (key: string) =>
    sortable
      .filter((field) => field.key === key || free.includes(field))
      .map((field) => ({ value: field.key, label: label(field.label) || field.key }));
  const put = (at: number, item: string) => onChange(sort.map((each, index) => (index === at ? item : each)));
  return (
    <div className={styles.panel}>
      {sort.length === 0 && <p className={styles.hint}>{t("sort.none")}</p>}
      <ol className={styles.conditions}>
        {sort.map((item, at) => {
          const key = keyOf(item);
          const down = item.startsWith("-");
          return (
            <li key={key} className={styles.condition}>
              <Select
                className={styles.conditionField}
                aria-label={t("sort.field", { place: at + 1 })}
                value={key}
                showSearch={{
                  filterOption: (text, option) => matchesText(text, String(option?.label ?? "")),
                }}
                options={optionsFor(key)}
                onChange={(next) => put(at, down ? `-${next}` : next)}
              />
              <Segmented
                aria-label={t("sort.direction")}
                value={down ? "desc" : "asc"}
                options={[
                  { value: "asc", label: t("sort.asc") },
                  { value: "desc", label: t("sort.desc") },
                ]}
                onChange={(next) => put(at, next === "desc" ? `-${key}` : key)}
              />
              <Button
                type="text"
                icon={<X size={16} />}
                aria-label={t("sort.remove")}
                onClick={() => onChange(sort.filter((_, index) => index !== at))}
              />
            </li>
          );
        })}
      </ol>
      <Button
        size="small"
        icon={<Plus size={14} />}
        disabled={free.length === 0 || sort.length >= MOST}
        onClick={() => onChange([...sort, free[0]!.key])}
      >
        {t("sort.add")}
      </Button>
    </div>
  );
}
