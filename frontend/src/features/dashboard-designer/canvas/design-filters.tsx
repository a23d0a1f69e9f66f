/** The filter bar while the page is made: each filter can be chosen and changed, new ones be added. */
import { Button } from "antd";
import { ListFilter, Plus, SlidersHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { filtersOf, tilesOf, type Filter } from "@/lib/report/definition";
import { freshKey } from "@/lib/report/new-tile";
import { useDesigner } from "../model/context";
import { addFilter } from "../model/edit";
import styles from "./canvas.module.css";

export function DesignFilters() {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const { definition, selection, select, apply } = useDesigner();
  const filters = filtersOf(definition);
  const form = tilesOf(definition).find((tile) => tile.query)?.query?.from ?? "";
  const add = (): void => {
    const key = freshKey(
      "filter",
      filters.map((filter) => filter.key),
    );
    apply("add-filter", (before) => addFilter(before, { key, type: "select", field: "", form }));
    select({ kind: "filter", key });
  };
  const addInput = (): void => {
    const key = freshKey(
      "input",
      filters.map((filter) => filter.key),
    );
    const input: Filter = {
      key,
      type: "input",
      label: t("filters.input"),
      default: 5,
      min: 0,
      max: 10,
      step: 1,
    };
    apply("add-filter", (before) => addFilter(before, input));
    select({ kind: "filter", key });
  };
  return (
    <section className={styles.filters} aria-label={t("filters.title")}>
      {filters.map((filter) => (
        <button
          key={filter.key}
          type="button"
          className={styles.filter}
          aria-pressed={selection?.kind === "filter" && selection.key === filter.key}
          onClick={() => select({ kind: "filter", key: filter.key })}
        >
          <ListFilter size={14} aria-hidden />
          {label(filter.label) || filter.field || t("filters.new")}
          <small>{t(`filters.type.${filter.type}`)}</small>
        </button>
      ))}
      <Button type="dashed" icon={<Plus size={14} />} onClick={add}>
        {t("filters.add")}
      </Button>
      <Button type="dashed" icon={<SlidersHorizontal size={14} />} onClick={addInput}>
        {t("filters.add_input")}
      </Button>
    </section>
  );
}
