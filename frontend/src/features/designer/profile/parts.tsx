/** Small parts of the cards: a name, fields to choose, a colour and an icon. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import type { Colour } from "@/lib/profile/types";
import { listFields } from "@/lib/records/columns";
import type { Label } from "@/lib/types";
import { OPTION_COLOURS } from "@/ui/fields/option-tag";
import tagStyles from "@/ui/fields/option-tag.module.css";
import { IconPicker } from "@/ui/icon-picker";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import styles from "./profile.module.css";

export function NameProperty({
  value,
  onChange,
}: {
  value: Label | undefined;
  onChange: (label: Label) => void;
}) {
  const { t } = useTranslation("profiledesign");
  const id = useId();
  return (
    <Property label={t("name")} htmlFor={id}>
      <LabelInput id={id} value={value} onChange={onChange} />
    </Property>
  );
}

/** Own fields and those of the system, by name. */
export function useFieldOptions(definition: FormDefinition | undefined, fits: (field: Field) => boolean) {
  const { t } = useTranslation("records");
  const label = useLabel();
  if (!definition) return [];
  return listFields(definition, (key) => t(`system.${key}`))
    .filter(fits)
    .map((field) => ({ value: field.key, label: label(field.label) || field.key }));
}

interface ChoiceProps {
  label: string;
  help?: string;
  definition: FormDefinition | undefined;
  fits: (field: Field) => boolean;
}

export function FieldProperty({
  value,
  onChange,
  clearable = false,
  ...rest
}: ChoiceProps & {
  value: string | null | undefined;
  onChange: (key: string | undefined) => void;
  clearable?: boolean;
}) {
  const id = useId();
  const options = useFieldOptions(rest.definition, rest.fits);
  return (
    <Property label={rest.label} help={rest.help} htmlFor={id}>
      <Select
        id={id}
        className={styles.full}
        allowClear={clearable}
        showSearch={{ filterOption: (typed, option) => matchesText(option?.label ?? "", typed) }}
        value={value ?? undefined}
        options={options}
        onChange={(key: string | undefined) => onChange(key)}
      />
    </Property>
  );
}

export function FieldsProperty({
  value,
  most,
  onChange,
  ...rest
}: ChoiceProps & { value: string[]; most: number; onChange: (keys: string[]) => void }) {
  const id = useId();
  const options = useFieldOptions(rest.definition, rest.fits);
  return (
    <Property label={rest.label} help={rest.help} htmlFor={id}>
      <Select
        id={id}
        mode="multiple"
        className={styles.full}
        showSearch={{ filterOption: (typed, option) => matchesText(option?.label ?? "", typed) }}
        value={value}
        options={options}
        onChange={(keys: string[]) => onChange(keys.slice(0, most))}
      />
    </Property>
  );
}

interface LookProps {
  color: Colour | null | undefined;
  icon: string | null | undefined;
  onChange: (change: { color?: Colour; icon?: string }) => void;
}

export function LookProperty({ color, icon, onChange }: LookProps) {
  const { t } = useTranslation("profiledesign");
  return (
    <Property label={t("look")}>
      <div className={styles.look}>
        <IconPicker value={icon} onChange={(name) => onChange({ icon: name })} />
        <div role="radiogroup" aria-label={t("color")} className={styles.colours}>
          {OPTION_COLOURS.map((name) => (
            <button
              key={name}
              type="button"
              role="radio"
              aria-checked={name === color}
              aria-label={t(`colors.${name}`)}
              title={t(`colors.${name}`)}
              className={`${styles.colour} ${tagStyles.tag}`}
              data-colour={name}
              onClick={() => onChange({ color: name })}
            />
          ))}
        </div>
      </div>
    </Property>
  );
}
