/** Which records a link offers: a condition over them, which may read the record that is being filled in. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Field, LinkField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import { Property } from "@/ui/property/property";
import { subformOf } from "../model/edit";
import { useDesigner } from "../model/context";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

interface Match {
  text: string;
  theirs: Field;
  own: Field;
}

const oneTo = (field: Field, form: string): field is LinkField =>
  field.type === "link" && field.form === form && !field.many;

/** «The same customer there and here»: links on both sides that lead to the same form. */
function matches(theirs: Field[], own: { fields: Field[]; prefix: string }[], self: Field): Match[] {
  return theirs.flatMap((each) =>
    each.type === "link" && !each.many
      ? own.flatMap(({ fields, prefix }) =>
          fields
            .filter((mine) => mine.key !== self.key && oneTo(mine, each.form))
            .map((mine) => ({ text: `${each.key} = ${prefix}${mine.key}`, theirs: each, own: mine })),
        )
      : [],
  );
}

export function LinkChoices({
  field,
  subform,
  patch,
  targetFields,
}: TypeProps<LinkField> & { targetFields: Field[] }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { app, form, definition } = useDesigner();
  const name = (each: Field): string => label(each.label) || each.key;
  const value = field.filter ?? "";
  const beside = subform ? (subformOf(definition, subform)?.fields ?? []) : [];
  const own = subform
    ? [
        { fields: beside, prefix: "parent." },
        {
          fields: definition.fields,
          prefix: subform.includes(".") ? "parent.parent.parent." : "parent.parent.",
        },
      ]
    : [{ fields: definition.fields, prefix: "parent." }];
  const offered = matches(targetFields, own, field).filter(({ text }) => !value.includes(text));
  const path = subform ? `${subform}.${field.key}` : field.key;
  return (
    <Property label={t("property.filter")} help={t("property.filter_help")}>
      <FormulaEditor
        small
        label={t("property.filter")}
        place={{ app, form, definition, scope: `choices:${path}`, expect: "boolean" }}
        value={value}
        onChange={(filter) => patch({ filter: filter || undefined })}
      />
      {offered.slice(0, 4).map(({ text, theirs, own: mine }) => (
        <Button
          key={text}
          size="small"
          className={styles.suggestion}
          onClick={() => patch({ filter: value.trim() ? `(${value}) and ${text}` : text })}
        >
          {t("property.filter_same", { theirs: name(theirs), own: name(mine) })}
        </Button>
      ))}
    </Property>
  );
}
