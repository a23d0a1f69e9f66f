/** In which order groups stand, which totals are shown, what is left out. */
import { Input, InputNumber, Segmented, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Dimension, Order, TotalsPart } from "@/lib/report/definition";
import { Property } from "@/ui/property/property";
import { useFieldName } from "./field-select";
import { useMeasureName } from "./measure-name";
import styles from "./parts.module.css";
import type { QueryPartProps } from "./query-editor";
import { More, PanelSection } from "./section";

const TOTALS: TotalsPart[] = ["row", "col", "all"];

export function Ordering({ tile, query, fields, patch }: QueryPartProps) {
  const { t } = useTranslation("dashdesign");
  const ids = { by: useId(), limit: useId(), totals: useId(), having: useId() };
  const nameOf = useMeasureName();
  const fieldName = useFieldName();
  const [given] = query.order ?? [];
  const order: Order | null = given === undefined ? null : typeof given === "string" ? { by: given } : given;
  const named = (dimension: Dimension): string => {
    const field = fields.find((one) => one.path === dimension.field);
    return field ? fieldName(field) : dimension.field;
  };
  const options = query.list
    ? query.list.map((path) => {
        const field = fields.find((one) => one.path === path);
        return { value: path.replaceAll(".", "_"), label: field ? fieldName(field) : path };
      })
    : [
        ...(query.rows ?? []).map((dimension) => ({ value: dimension.key, label: named(dimension) })),
        ...(query.measures ?? []).map((measure) => ({ value: measure.key, label: nameOf(measure) })),
      ];
  const totalled = tile.chart.type === "pivot" || (tile.chart.type === "table" && !query.list);
  return (
    <PanelSection title={t("query.order")}>
      <div className={styles.pair}>
        <Property label={t("order.by")} htmlFor={ids.by}>
          <Select<string>
            id={ids.by}
            className={styles.full}
            allowClear
            placeholder={t("order.natural")}
            value={order?.by}
            options={options}
            onChange={(by?: string) => patch({ order: by ? [{ by, desc: order?.desc ?? true }] : [] })}
          />
        </Property>
        <Property label={t("order.way")}>
          <Segmented<"asc" | "desc">
            block
            disabled={!order}
            aria-label={t("order.way")}
            value={order?.desc ? "desc" : "asc"}
            options={[
              { value: "desc", label: t("order.desc") },
              { value: "asc", label: t("order.asc") },
            ]}
            onChange={(way) => order && patch({ order: [{ ...order, desc: way === "desc" }] })}
          />
        </Property>
      </div>
      {totalled && (
        <Property label={t("order.totals")} htmlFor={ids.totals}>
          <Select<TotalsPart[]>
            id={ids.totals}
            className={styles.full}
            mode="multiple"
            placeholder={t("order.no_totals")}
            value={query.totals ?? []}
            options={TOTALS.map((part) => ({ value: part, label: t(`totals.${part}`) }))}
            onChange={(totals) => patch({ totals })}
          />
        </Property>
      )}
      <More title={t("order.more")}>
        <Property label={t("order.limit")} htmlFor={ids.limit} help={t("order.limit_help")}>
          <InputNumber<number>
            id={ids.limit}
            className={styles.full}
            controls={false}
            min={1}
            max={50000}
            precision={0}
            placeholder="5000"
            value={query.limit ?? null}
            onChange={(limit) => patch({ limit: limit ?? undefined })}
          />
        </Property>
        {!query.list && (
          <Property label={t("order.having")} htmlFor={ids.having} help={t("order.having_help")}>
            <Input
              id={ids.having}
              className="dg-mono"
              placeholder={`${query.measures?.[0]?.key ?? "n"} > 0`}
              value={query.having ?? ""}
              onChange={(event) => patch({ having: event.target.value || null })}
            />
          </Property>
        )}
      </More>
    </PanelSection>
  );
}
