/** One field, one value, many records. Rows the server refuses are listed with its reasons. */
import { Alert, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { COMPUTED } from "@/lib/form-runtime/computed";
import type { Field, FormRuntime } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import { FieldInput } from "@/ui/fields/registry";
import { usePendingWords } from "@/ui/flow/use-pending-words";
import { useToast } from "@/ui/use-toast";
import type { RecordRow } from "../model/types";
import { useBulk, type Refused } from "../model/use-bulk";
import styles from "./tools.module.css";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  rows: RecordRow[];
  onClose: () => void;
  onDone: () => void;
}

const NEVER = new Set<string>([...COMPUTED, "subform", ...FILE_TYPES]);
const MOST_SHOWN = 20;

export function BulkEdit({ app, form, runtime, rows, onClose, onDone }: Props) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const toast = useToast();
  const words = usePendingWords();
  const { run } = useBulk(app, form);
  const fields = runtime.definition.fields.filter(
    (field) =>
      runtime.fields[field.key] === "write" && !NEVER.has(field.type) && !field.readonly && !field.hidden,
  );
  const [key, setKey] = useState<string | null>(null);
  const [value, setValue] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused[]>([]);
  const field = fields.find((each) => each.key === key);
  const nameOf = (each: Field) => label(each.label) || each.key;
  const titleOf = (id: string) => rows.find((row) => row.id === id)?._title || id;
  const save = async () => {
    if (!field) return;
    setBusy(true);
    try {
      const result = await run(rows.map(({ id }) => ({ op: "update", id, values: { [field.key]: value } })));
      if (result.done.length > 0) {
        toast.done(t("bulk.changed", { count: result.done.length }));
        onDone();
      }
      words.tellMany(result.held);
      setRefused(result.refused);
      if (result.refused.length === 0) onClose();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("bulk.title", { count: rows.length })}
      okText={t("bulk.apply")}
      cancelText={t("action.cancel")}
      confirmLoading={busy}
      okButtonProps={{ disabled: !field }}
      onOk={() => void save()}
      onCancel={onClose}
      width={480}
    >
      <div className={styles.choices}>
        <label className={styles.fieldLabel} htmlFor="bulk-field">
          {t("bulk.field")}
        </label>
        <Select
          id="bulk-field"
          autoFocus
          className={styles.full}
          value={key ?? undefined}
          placeholder={t("bulk.choose")}
          showSearch={{ filterOption: (text, option) => matchesText(text, String(option?.label ?? "")) }}
          options={fields.map((each) => ({ value: each.key, label: nameOf(each) }))}
          onChange={(next) => {
            setKey(next);
            setValue(null);
          }}
        />
        {field && (
          <>
            <label className={styles.fieldLabel} htmlFor="bulk-value">
              {t("bulk.value")}
            </label>
            <FieldInput
              key={field.key}
              id="bulk-value"
              field={field}
              topic={field.key}
              label={nameOf(field)}
              value={value}
              onChange={setValue}
            />
            {value === null && <p className={styles.hint}>{t("bulk.empties")}</p>}
          </>
        )}
        {refused.length > 0 && (
          <Alert
            type="warning"
            title={t("bulk.refused", { count: refused.length })}
            description={
              <ul className={styles.refused}>
                {refused.slice(0, MOST_SHOWN).map(({ id, sentence }) => (
                  <li key={id}>
                    <strong>{titleOf(id)}</strong> {sentence}
                  </li>
                ))}
              </ul>
            }
          />
        )}
      </div>
    </Modal>
  );
}
