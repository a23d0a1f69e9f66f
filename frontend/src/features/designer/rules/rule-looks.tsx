/** Two of a rule's effects: which options are left, and how a field or a whole row looks. */
import { Button, Checkbox, Select } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field, Look, Rule, SelectField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { lookOf } from "@/ui/fields/look";
import { OPTION_COLOURS, OptionTag } from "@/ui/fields/option-tag";
import styles from "./rules.module.css";

interface Props {
  rule: Rule;
  fields: Field[];
  onChange: (rule: Rule) => void;
}

/** Picks a field that the rule doesn't speak of in this way yet. */
function AddField({
  fields,
  taken,
  name,
  add,
}: {
  fields: Field[];
  taken: string[];
  name: string;
  add: (key: string) => void;
}) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const free = fields.filter((field) => !taken.includes(field.key));
  return (
    <div className={styles.action}>
      <span className={styles.actionName}>{name}</span>
      <Select
        className={styles.grow}
        value={null}
        disabled={free.length === 0}
        placeholder={t(free.length ? "rules.pick_fields" : "rules.no_more_fields")}
        aria-label={name}
        options={free.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
        onChange={(key) => key && add(key)}
      />
    </div>
  );
}

export function OfferedOptions({ rule, fields, onChange }: Props) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const chosen = rule.options ?? {};
  const able = fields.filter(
    (field): field is SelectField => field.type === "select" || field.type === "multi_select",
  );
  const put = (next: Record<string, string[]>) => onChange({ ...rule, options: next });
  return (
    <div className={styles.sets}>
      {Object.entries(chosen).map(([key, left]) => {
        const field = able.find((each) => each.key === key);
        const name = t("rules.options_of", { field: label(field?.label) || key });
        const { [key]: _gone, ...others } = chosen;
        return (
          <div key={key} className={styles.action}>
            <span className={styles.actionName}>{name}</span>
            <Select
              mode="multiple"
              className={styles.grow}
              value={left}
              status={left.length ? undefined : "error"}
              placeholder={t("rules.options_pick")}
              aria-label={name}
              options={(field?.options ?? []).map((option) => ({
                value: option.value,
                label: <OptionTag options={field?.options ?? []} value={option.value} />,
              }))}
              onChange={(values: string[]) => put({ ...chosen, [key]: values })}
            />
            <Remove name={name} onClick={() => put(others)} />
          </div>
        );
      })}
      <AddField
        fields={able}
        taken={Object.keys(chosen)}
        name={t("rules.action.options")}
        add={(key) =>
          put({
            ...chosen,
            [key]: able.find((each) => each.key === key)?.options.map(({ value }) => value) ?? [],
          })
        }
      />
    </div>
  );
}

export function Styles({ rule, fields, rows, onChange }: Props & { rows: boolean }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const looks = rule.style ?? {};
  const put = (next: Record<string, Look>) => onChange({ ...rule, style: next });
  const whole = { key: "*", type: "text", label: t("rules.whole_row") } as Field;
  const able = rows ? [whole, ...fields] : fields;
  return (
    <div className={styles.sets}>
      {Object.entries(looks).map(([key, look]) => {
        const name = label(able.find((each) => each.key === key)?.label) || key;
        const { [key]: _gone, ...others } = looks;
        const change = (part: Partial<Look>) => put({ ...looks, [key]: { ...look, ...part } });
        return (
          <div key={key} className={styles.action}>
            <span className={styles.actionName}>{t("rules.look_of", { field: name })}</span>
            <Tone
              name={t("rules.background", { field: name })}
              value={look.background}
              fill
              onChange={(background) => change({ background })}
            />
            <Tone
              name={t("rules.colour", { field: name })}
              value={look.color}
              onChange={(color) => change({ color })}
            />
            <Checkbox
              checked={!!look.bold}
              onChange={({ target }) => change({ bold: target.checked || undefined })}
            >
              {t("rules.bold")}
            </Checkbox>
            <Remove name={t("rules.look_of", { field: name })} onClick={() => put(others)} />
          </div>
        );
      })}
      <AddField
        fields={able}
        taken={Object.keys(looks)}
        name={t("rules.action.style")}
        add={(key) => put({ ...looks, [key]: { background: "yellow" } })}
      />
    </div>
  );
}

interface ToneProps {
  name: string;
  value: string | null | undefined;
  fill?: boolean;
  onChange: (tone: string | undefined) => void;
}

function Tone({ name, value, fill = false, onChange }: ToneProps) {
  const { t } = useTranslation("designer");
  return (
    <Select
      className={styles.tone}
      allowClear
      value={value ?? undefined}
      placeholder={t(fill ? "rules.no_background" : "rules.no_colour")}
      aria-label={name}
      options={OPTION_COLOURS.map((tone) => ({
        value: tone,
        label: (
          <span {...lookOf(fill ? { background: tone } : { color: tone }, styles.sample)}>
            {t(`rules.tone.${tone}`)}
          </span>
        ),
      }))}
      onChange={(next?: string) => onChange(next)}
    />
  );
}

function Remove({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation("designer");
  return (
    <Button
      type="text"
      size="small"
      icon={<Trash2 size={14} />}
      aria-label={t("rules.remove_action", { action: name })}
      onClick={onClick}
    />
  );
}
