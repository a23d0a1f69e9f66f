/** Which fields a link asks for, in which order; what linked fields offer. */
import { Button, Checkbox, Select, Switch } from "antd";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import type { FieldMode, LinkField } from "@/lib/public-form/links";
import { ChoiceSettings } from "./choice-settings";
import type { PartProps } from "./link-editor";
import styles from "./links.module.css";
import { isAskable, isAskedColumn, isShowable, linkField } from "./new-link";

const MODES: FieldMode[] = ["ask", "locked", "hidden"];
const FREE = { filter: null, ids: null, title: null };

type Linked = [string, Field & { type: "link" }];

/** The links at a path: a column, or the columns of rows inside rows. */
const linksIn = (column: Field, path: string): Linked[] => {
  if (column.type === "link") return [[path, column]];
  if (column.type !== "subform") return [];
  return column.fields.flatMap((inner) => linksIn(inner, `${path}.${inner.key}`));
};

export function LinkFields({ body, definition, set }: PartProps) {
  const { t } = useTranslation("formlinks");
  const label = useLabel();
  const { fields, choices } = body.settings;
  const on = new Map(fields.map((each) => [each.field, each]));
  const byKey = new Map(definition.fields.map((field) => [field.key, field]));
  const rest = definition.fields.filter((field) => !on.has(field.key) && isShowable(field));
  const change = (key: string, patch: Partial<LinkField>) =>
    set({ fields: fields.map((each) => (each.field === key ? { ...each, ...patch } : each)) });
  const add = (field: Field) =>
    set({
      fields: [...fields, linkField(field)],
      ...(field.type === "link" ? { choices: { ...choices, [field.key]: FREE } } : {}),
    });
  const move = (at: number, by: -1 | 1) => {
    const next = [...fields];
    const [taken] = next.splice(at, 1);
    if (taken) next.splice(at + by, 0, taken);
    set({ fields: next });
  };
  const linked = fields.flatMap((each): Linked[] => {
    const field = byKey.get(each.field);
    if (each.mode !== "ask" || !field) return [];
    if (field.type === "link") return [[field.key, field]];
    if (field.type !== "subform") return [];
    return field.fields
      .filter((column) => !each.columns || each.columns.includes(column.key))
      .flatMap((column) => linksIn(column, `${field.key}.${column.key}`));
  });
  return (
    <div className={styles.part}>
      <p className={styles.faint}>{t("fields.text")}</p>
      <ul className={styles.fields}>
        {fields.map((each, at) => {
          const field = byKey.get(each.field);
          const name = field ? label(field.label) || field.key : each.field;
          return (
            <li key={each.field}>
              <Checkbox
                checked
                onChange={() => set({ fields: fields.filter((one) => one !== each) })}
                className={styles.grow}
              >
                {name}
              </Checkbox>
              {field && isAskable(field) && (
                <>
                  <Select<FieldMode>
                    size="small"
                    className={styles.mode}
                    aria-label={t("fields.mode_named", { name })}
                    value={each.mode}
                    options={MODES.map((mode) => ({ value: mode, label: t(`fields.mode.${mode}`) }))}
                    onChange={(mode) => change(each.field, { mode })}
                  />
                  <label className={styles.inline}>
                    <Switch
                      size="small"
                      checked={each.required || field.required}
                      disabled={field.required || each.mode === "hidden"}
                      onChange={(required) => change(each.field, { required })}
                    />
                    {t("fields.required")}
                  </label>
                </>
              )}
              <Button
                type="text"
                size="small"
                icon={<ArrowUp size={16} />}
                disabled={at === 0}
                aria-label={t("fields.up", { name })}
                onClick={() => move(at, -1)}
              />
              <Button
                type="text"
                size="small"
                icon={<ArrowDown size={16} />}
                disabled={at === fields.length - 1}
                aria-label={t("fields.down", { name })}
                onClick={() => move(at, 1)}
              />
              {field?.type === "subform" && each.mode !== "hidden" && (
                <Select<string[]>
                  mode="multiple"
                  size="small"
                  className={styles.columns}
                  aria-label={t("fields.columns", { name })}
                  placeholder={t("fields.columns_all")}
                  value={each.columns ? [...each.columns] : []}
                  options={field.fields
                    .filter((column) => isAskable(column) && isAskedColumn(column))
                    .map((column) => ({ value: column.key, label: label(column.label) || column.key }))}
                  onChange={(columns) =>
                    change(each.field, { columns: columns.length > 0 ? columns : linkField(field).columns })
                  }
                />
              )}
            </li>
          );
        })}
        {rest.map((field) => (
          <li key={field.key} data-off>
            <Checkbox checked={false} onChange={() => add(field)}>
              {label(field.label) || field.key}
            </Checkbox>
          </li>
        ))}
      </ul>
      {linked.length > 0 && (
        <>
          <h3 className={styles.sub}>{t("choices.title")}</h3>
          <p className={styles.faint}>{t("choices.text")}</p>
          {linked.map(([place, field]) => (
            <ChoiceSettings
              key={place}
              field={field}
              value={choices[place] ?? null}
              onChange={(choice) => {
                const { [place]: _gone, ...others } = choices;
                set({ choices: choice ? { ...choices, [place]: choice } : others });
              }}
            />
          ))}
        </>
      )}
    </div>
  );
}
