/** Every column of the sheet with samples, what it looks like, and the field it goes into. */
import { Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import { ColumnWishes } from "./column-wishes";
import styles from "./import.module.css";
import type { Choice, GuessedType, Sheet, SheetColumn } from "./types";

interface Props {
  app: string;
  canDesign: boolean;
  sheet: Sheet;
  /** Fields of the target; null makes new ones. */
  fields: Field[] | null;
  choices: Record<number, Choice>;
  onChange: (index: number, choice: Choice) => void;
}

const SKIP = "";
const NEW_TYPES: Field["type"][] = [
  "text",
  "long_text",
  "number",
  "money",
  "percent",
  "boolean",
  "date",
  "datetime",
  "time",
  "duration",
  "tags",
  "phone",
  "email",
  "url",
];

export function MappingTable({ app, canDesign, sheet, fields, choices, onChange }: Props) {
  const { t } = useTranslation("import");
  const label = useLabel();
  return (
    <table className={styles.mapping}>
      <thead>
        <tr>
          <th scope="col">{t("map.in_file")}</th>
          <th scope="col">{t("map.looks_like")}</th>
          <th scope="col">{t("map.goes_to")}</th>
        </tr>
      </thead>
      <tbody>
        {sheet.columns.map((column) => {
          const choice = choices[column.index] ?? { kind: "skip" };
          const name = column.header || t("map.column", { number: column.index + 1 });
          const samples = column.samples.filter((each) => each !== null && each !== "").slice(0, 3);
          return (
            <tr key={column.index} data-skip={choice.kind === "skip" || undefined}>
              <th scope="row">
                <span className={styles.header}>{name}</span>
                <span className={styles.samples}>{samples.map(String).join(" · ")}</span>
              </th>
              <td>
                <span className={styles.type}>{t(`type.${column.type.type}`)}</span>
                <span className={styles.evidence}>{label(column.evidence)}</span>
              </td>
              <td>
                {fields ? (
                  <>
                    <FieldSelect
                      name={name}
                      fields={fields}
                      choice={choice}
                      onChange={(next) => onChange(column.index, next)}
                    />
                    {choice.kind === "field" && (
                      <ColumnWishes
                        app={app}
                        canDesign={canDesign}
                        name={name}
                        field={fields.find((each) => each.key === choice.field)}
                        choice={choice}
                        onChange={(next) => onChange(column.index, next)}
                      />
                    )}
                  </>
                ) : (
                  <NewField
                    name={name}
                    column={column}
                    choice={choice}
                    onChange={(next) => onChange(column.index, next)}
                  />
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface ChoiceProps {
  name: string;
  choice: Choice;
  onChange: (choice: Choice) => void;
}

function FieldSelect({ name, fields, choice, onChange }: ChoiceProps & { fields: Field[] }) {
  const { t } = useTranslation("import");
  const label = useLabel();
  return (
    <Select
      className={styles.full}
      aria-label={t("map.field_for", { column: name })}
      value={choice.kind === "field" ? choice.field : SKIP}
      showSearch={{ filterOption: (text, option) => matchesText(text, String(option?.label ?? "")) }}
      options={[
        { value: SKIP, label: t("map.skip") },
        ...fields.map((field) => ({
          value: field.key,
          label: `${label(field.label) || field.key}${field.required ? " *" : ""}`,
        })),
      ]}
      onChange={(key) => onChange(key === SKIP ? { kind: "skip" } : { kind: "field", field: key })}
    />
  );
}

function NewField({ name, column, choice, onChange }: ChoiceProps & { column: SheetColumn }) {
  const { t } = useTranslation("import");
  const on = choice.kind === "new";
  const current = on ? choice : { label: name, type: column.type };
  const guessed = column.type.type;
  const types = NEW_TYPES.includes(guessed) ? NEW_TYPES : [guessed, ...NEW_TYPES];
  // The guess carries its options and decimals; another type starts bare.
  const typeOf = (type: Field["type"]): GuessedType => (type === guessed ? column.type : { type });
  return (
    <div className={styles.newField}>
      <Checkbox
        checked={on}
        aria-label={t("map.take", { column: name })}
        onChange={(event) =>
          onChange(event.target.checked ? { kind: "new", label: name, type: column.type } : { kind: "skip" })
        }
      />
      <Input
        aria-label={t("map.label_for", { column: name })}
        value={current.label}
        maxLength={100}
        disabled={!on}
        status={on && current.label.trim() === "" ? "error" : undefined}
        onChange={(event) => onChange({ kind: "new", label: event.target.value, type: current.type })}
      />
      <Select
        aria-label={t("map.type_for", { column: name })}
        value={current.type.type}
        disabled={!on}
        popupMatchSelectWidth={false}
        options={types.map((type) => ({ value: type, label: t(`type.${type}`) }))}
        onChange={(type) => onChange({ kind: "new", label: current.label, type: typeOf(type) })}
      />
    </div>
  );
}
