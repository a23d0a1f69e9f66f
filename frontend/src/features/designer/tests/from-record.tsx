/** «Make a test from this record»: its values are given, what the form made of them is expected. */
import { useQuery } from "@tanstack/react-query";
import { Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { COMPUTED, isComputed } from "@/lib/form-runtime/computed";
import type { Field, TestCase } from "@/lib/form-runtime/definition";
import { FormEngine } from "@/lib/form-runtime/engine";
import { isEmpty } from "@/lib/form-runtime/paths";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";

type Values = Record<string, unknown>;
interface Listed {
  items: ({ id: string; _title?: unknown } & Values)[];
}

const recordsOf = (app: string, form: string): string => `/apps/${app}/forms/${form}/records`;

/** Rows without what the server makes of them. */
/** Made by counting, or no value at all. */
const NOT_EXPECTED = new Set<string>(["series", "button"]);

function plainRows(field: Extract<Field, { type: "subform" }>, rows: unknown): unknown {
  if (!Array.isArray(rows)) return null;
  const columns = field.fields.filter((column) => !isComputed(column));
  const cell = (column: Field, value: unknown) =>
    column.type === "subform" ? plainRows(column, value) : (value ?? null);
  return rows.map((row: Values) =>
    Object.fromEntries(columns.map((column) => [column.key, cell(column, row[column.key])])),
  );
}

export function FromRecord({ onClose, onMade }: { onClose: () => void; onMade: (made: TestCase) => void }) {
  const { t } = useTranslation("trials");
  const toast = useToast();
  const { app, form } = useDesigner();
  const runtime = useFormRuntime(app, form);
  const [busy, setBusy] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const listed = useQuery({
    queryKey: ["trial-records", app, form],
    queryFn: () => api.get<Listed>(`${recordsOf(app, form)}?limit=50&sort=-updated_at`),
    retry: false,
  });
  const make = async () => {
    const loaded = runtime.data;
    const record = listed.data?.items.find(({ id }) => id === chosen);
    if (!loaded || !record) return;
    setBusy(true);
    try {
      const { fields } = loaded.definition;
      const context = { user: loaded.user ?? {}, zone: "Asia/Shanghai", now: () => new Date() };
      const engine = new FormEngine(loaded, record, context, false);
      const given: Values = {};
      const values: Values = {};
      const visible: Record<string, boolean> = {};
      for (const field of fields) {
        const value = record[field.key];
        visible[field.key] = engine.isVisible(field.key);
        if (isComputed(field)) {
          if (COMPUTED.has(field.type) && !NOT_EXPECTED.has(field.type) && field.derived !== "rollup")
            values[field.key] = value ?? null;
        } else if (!isEmpty(value) && field.type !== "attachment")
          given[field.key] = field.type === "subform" ? plainRows(field, value) : value;
      }
      const linked: NonNullable<TestCase["linked"]> = {};
      for (const field of fields) {
        if (field.type !== "link" || field.derived || isEmpty(record[field.key])) continue;
        for (const id of [record[field.key]].flat() as string[])
          linked[field.form] = {
            ...linked[field.form],
            [id]: await plainRecord(app, field.form, id),
          };
      }
      const day = new Date().toISOString().slice(0, 10);
      const name = typeof record._title === "string" && record._title ? record._title : t("fresh");
      onMade({ name, given, linked, day, expect: { values, visible, problems: [] } });
      onClose();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("from_record")}
      okText={t("make")}
      cancelText={t("cancel")}
      okButtonProps={{ disabled: !chosen || !runtime.data }}
      confirmLoading={busy}
      onOk={() => void make()}
      onCancel={onClose}
    >
      <p>{t("from_record_text")}</p>
      <Select
        style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label" }}
        loading={listed.isPending}
        value={chosen}
        placeholder={t("pick_record")}
        aria-label={t("pick_record")}
        options={(listed.data?.items ?? []).map((record) => ({
          value: record.id,
          label: typeof record._title === "string" && record._title ? record._title : record.id,
        }))}
        onChange={setChosen}
      />
    </Modal>
  );
}

/** What the builder may read of a linked record, without system columns. */
async function plainRecord(app: string, form: string, id: string): Promise<Values> {
  const record = await api.get<Values>(`${recordsOf(app, form)}/${id}`);
  const system = new Set(["id", "version", "owner", "created_at", "created_by", "updated_at", "updated_by"]);
  return Object.fromEntries(
    Object.entries(record).filter(
      ([key, value]) => !key.startsWith("_") && !system.has(key) && value !== null,
    ),
  );
}
