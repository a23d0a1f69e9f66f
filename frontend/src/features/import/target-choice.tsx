/** A form that is there, or a new one. */
import { Input, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import type { FormCard } from "@/lib/types";
import styles from "./import.module.css";
import type { Draft } from "./types";

interface Props {
  forms: FormCard[];
  canDesign: boolean;
  draft: Draft;
  onChange: (changes: Partial<Draft>) => void;
}

export function TargetChoice({ forms, canDesign, draft, onChange }: Props) {
  const { t } = useTranslation("import");
  const label = useLabel();
  const isNew = draft.form === null;
  return (
    <div className={styles.target}>
      <Radio.Group
        optionType="button"
        aria-label={t("map.target")}
        value={isNew ? "new" : "form"}
        options={[
          { value: "new", label: t("target.new"), disabled: !canDesign },
          { value: "form", label: t("target.existing"), disabled: forms.length === 0 },
        ]}
        onChange={(event) =>
          onChange({
            form: event.target.value === "new" ? null : (forms[0]?.key ?? null),
            choices: {},
            match: [],
          })
        }
      />
      {isNew ? (
        <Input
          className={styles.targetName}
          aria-label={t("target.name")}
          placeholder={t("target.name")}
          maxLength={100}
          value={draft.newLabel}
          status={draft.newLabel.trim() === "" ? "error" : undefined}
          onChange={(event) => onChange({ newLabel: event.target.value })}
        />
      ) : (
        <Select
          className={styles.targetName}
          aria-label={t("target.existing")}
          value={draft.form}
          showSearch={{ filterOption: (text, option) => matchesText(text, String(option?.label ?? "")) }}
          options={forms.map((form) => ({ value: form.key, label: label(form.label) || form.key }))}
          onChange={(form) => onChange({ form, choices: {}, match: [] })}
        />
      )}
    </div>
  );
}
