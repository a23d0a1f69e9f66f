/** Which numbers stand under groups and columns, and how many cards a column should hold. */
import { Button, InputNumber, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { isNumeric } from "@/lib/records/columns";
import { Property } from "@/ui/property/property";
import type { TotalFn, ViewLook } from "../model/types";
import { bySound, useOptions } from "./look-options";
import styles from "./look.module.css";

interface PartProps {
  look: ViewLook;
  setLook: (change: Partial<ViewLook>) => void;
  fields: Field[];
}

export function Totals({ look, setLook, fields }: PartProps) {
  const { t } = useTranslation("views");
  const options = useOptions(fields.filter(isNumeric));
  const totals = look.totals ?? [];
  const fns: TotalFn[] =
    look.type === "pivot" ? ["count", "sum", "avg", "min", "max"] : ["sum", "avg", "min", "max"];
  const put = (at: number, change: Partial<(typeof totals)[number]>) =>
    setLook({ totals: totals.map((each, place) => (place === at ? { ...each, ...change } : each)) });
  return (
    <Property label={t("totals")}>
      {totals.map((total, at) => (
        <div key={at} className={styles.line}>
          <Select<TotalFn>
            aria-label={t("total_fn")}
            className={styles.fn}
            value={total.fn}
            options={fns.map((fn) => ({ value: fn, label: t(`fn.${fn}`) }))}
            onChange={(fn) =>
              put(at, fn === "count" ? { fn, field: null } : { fn, field: total.field ?? options[0]?.value })
            }
          />
          {total.fn !== "count" && (
            <Select
              aria-label={t("total_field")}
              className={styles.full}
              value={total.field ?? null}
              options={options}
              showSearch={bySound}
              onChange={(field: string | null) => put(at, { field })}
            />
          )}
          <Button
            type="text"
            icon={<X size={16} />}
            aria-label={t("remove")}
            onClick={() => setLook({ totals: totals.filter((_, place) => place !== at) })}
          />
        </div>
      ))}
      {(options.length > 0 || look.type === "pivot") && (
        <Button
          type="link"
          size="small"
          icon={<Plus size={14} />}
          onClick={() =>
            setLook({
              totals: [...totals, options[0] ? { fn: "sum", field: options[0].value } : { fn: "count" }],
            })
          }
        >
          {t("add_total")}
        </Button>
      )}
    </Property>
  );
}

export function Limits({ look, setLook, fields }: PartProps) {
  const { t } = useTranslation("views");
  const label = useLabel();
  const field = fields.find((each) => each.key === look.group_by);
  if (field?.type !== "select") return null;
  const put = (value: string, limit: number | null) => {
    const { [value]: _before, ...rest } = look.limits ?? {};
    setLook({ limits: limit === null ? rest : { ...rest, [value]: limit } });
  };
  return (
    <Property label={t("limits")} help={t("limits_help")}>
      {field.options
        .filter((option) => !option.retired)
        .map((option) => (
          <label key={option.value} className={styles.limit}>
            <span>{label(option.label) || option.value}</span>
            <InputNumber<number>
              min={1}
              max={10_000}
              precision={0}
              size="small"
              placeholder="–"
              value={look.limits?.[option.value] ?? null}
              onChange={(limit) => put(option.value, limit)}
            />
          </label>
        ))}
    </Property>
  );
}
