/** Which form a block shows, and what of it. */
import { Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Block, NumberBlock } from "@/lib/pages";
import { useApp } from "@/lib/queries/apps";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import type { Label } from "@/lib/types";
import { growing } from "@/lib/growing";
import { Property } from "@/ui/property/property";
import { Choice } from "./choice";
import { usePageDesigner } from "./context";

export function FormTarget({ block }: { block: Extract<Block, { form: string }> }) {
  const { t } = useTranslation("pages");
  const { app, change } = usePageDesigner();
  const label = useLabel();
  const forms = (useApp(app).data?.forms ?? []).filter((form) => !form.deleted && form.version > 0);
  const runtime = useFormRuntime(app, block.type === "form" ? "" : block.form);
  const views = (runtime.data?.definition.views ?? []) as { key: string; label?: Label }[];
  const id = useId();
  return (
    <>
      <Choice
        label={t("form")}
        name="form"
        value={block.form}
        options={forms.map((form) => ({ value: form.key, label: label(form.label) || form.key }))}
        also={
          block.type === "list"
            ? { view: null }
            : block.type === "number"
              ? { filter: null, fn: "count", field: null }
              : {}
        }
      />
      {block.type === "list" && (
        <Choice
          label={t("view")}
          name="view"
          optional
          value={block.view}
          help={t("view_help")}
          options={views.map((view) => ({ value: view.key, label: label(view.label) || view.key }))}
        />
      )}
      {block.type === "number" && <Figure block={block} fields={runtime.data?.definition.fields ?? []} />}
      {block.type === "number" && (
        <Property label={t("filter")} htmlFor={id} help={t("filter_help")}>
          <Input.TextArea
            id={id}
            className="dg-mono"
            styles={{ textarea: growing(1, 5) }}
            spellCheck={false}
            maxLength={4000}
            value={block.filter ?? ""}
            onChange={(event) => change("filter:", { filter: event.target.value })}
          />
        </Property>
      )}
    </>
  );
}

/** The count of records, or a figure over one of their number fields. */
function Figure({
  block,
  fields,
}: {
  block: NumberBlock;
  fields: { key: string; type: string; label?: Label }[];
}) {
  const { t } = useTranslation("pages");
  const label = useLabel();
  const numbers = fields.filter(({ type }) => NUMBERS.has(type));
  return (
    <>
      <Choice
        label={t("figure")}
        name="fn"
        value={block.fn ?? "count"}
        options={(["count", "sum", "avg", "min", "max"] as const).map((fn) => ({
          value: fn,
          label: t(`fn.${fn}`),
        }))}
        also={{ field: block.field ?? null }}
      />
      {block.fn && block.fn !== "count" && (
        <Choice
          label={t("figure_of")}
          name="field"
          value={block.field}
          options={numbers.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
        />
      )}
    </>
  );
}

const NUMBERS = new Set(["number", "money", "percent", "duration", "rating", "slider", "formula", "rollup"]);
