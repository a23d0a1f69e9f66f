/** How rows meet the records that are there. */
import { Checkbox, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import styles from "./import.module.css";
import type { Draft, Mode } from "./types";

interface Props {
  fields: Field[];
  draft: Draft;
  onChange: (changes: Partial<Draft>) => void;
}

const MODES: Mode[] = ["insert", "update", "upsert", "skip"];
const MOST_MATCH = 10;

export function ModeChoice({ fields, draft, onChange }: Props) {
  const { t } = useTranslation("import");
  const label = useLabel();
  const mapped = new Set(
    Object.values(draft.choices).flatMap((choice) => (choice.kind === "field" ? [choice.field] : [])),
  );
  const offered = fields.filter((field) => mapped.has(field.key));
  return (
    <div className={styles.modes}>
      <Radio.Group
        className={styles.radios}
        aria-label={t("mode.title")}
        value={draft.mode}
        options={MODES.map((mode) => ({
          value: mode,
          label: (
            <>
              {t(`mode.${mode}`)} <span className={styles.faint}>{t(`mode.${mode}_text`)}</span>
            </>
          ),
        }))}
        onChange={(event) => {
          const mode = event.target.value as Mode;
          const unique = offered.find((field) => field.unique) ?? offered[0];
          const match = mode !== "insert" && draft.match.length === 0 && unique ? [unique.key] : draft.match;
          onChange({ mode, match });
        }}
      />
      {draft.mode !== "insert" && (
        <div className={styles.inline}>
          {t("mode.match")}
          <Select
            mode="multiple"
            style={{ minWidth: 220 }}
            aria-label={t("mode.match")}
            maxCount={MOST_MATCH}
            value={draft.match}
            options={offered.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
            onChange={(match) => onChange({ match })}
          />
          <Checkbox checked={draft.loosely} onChange={(event) => onChange({ loosely: event.target.checked })}>
            {t("mode.loosely")}
          </Checkbox>
        </div>
      )}
    </div>
  );
}
