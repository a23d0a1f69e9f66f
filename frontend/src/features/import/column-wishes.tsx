/** What a column may want beyond its values: linked records named by another field, what is missing made. */
import { Checkbox, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import styles from "./import.module.css";
import type { FieldChoice } from "./types";

interface Props {
  app: string;
  canDesign: boolean;
  name: string;
  field: Field | undefined;
  choice: FieldChoice;
  onChange: (choice: FieldChoice) => void;
}

const CHOICES = new Set<string>(["select", "multi_select", "ranking"]);
const NAMING = new Set<string>(["text", "phone", "email", "series"]);
const TITLE = "";

export function ColumnWishes(props: Props) {
  const { field, canDesign, choice, onChange } = props;
  const { t } = useTranslation("import");
  if (field?.type === "link") return <LinkWishes {...props} target={field.form} />;
  if (!field || !CHOICES.has(field.type) || !canDesign) return null;
  return (
    <Checkbox
      className={styles.wish}
      checked={choice.create === true}
      onChange={(event) => onChange({ ...choice, create: event.target.checked })}
    >
      {t("wish.options")}
    </Checkbox>
  );
}

function LinkWishes({ app, name, choice, onChange, target }: Props & { target: string }) {
  const { t } = useTranslation("import");
  const label = useLabel();
  const { data } = useFormRuntime(app, target);
  if (!data) return null;
  const title = data.definition.title;
  const naming = data.definition.fields.filter(
    (each) => NAMING.has(each.type) && each.key !== title && data.fields[each.key] !== undefined,
  );
  return (
    <div className={styles.wish}>
      <Select
        size="small"
        aria-label={t("wish.by_for", { column: name })}
        popupMatchSelectWidth={false}
        value={choice.by ?? TITLE}
        options={[
          { value: TITLE, label: t("wish.by_title") },
          ...naming.map((each) => ({
            value: each.key,
            label: t("wish.by", { field: label(each.label) || each.key }),
          })),
        ]}
        onChange={(by) => onChange({ ...choice, by: by === TITLE ? undefined : by })}
      />
      <Checkbox
        checked={choice.create === true}
        onChange={(event) => onChange({ ...choice, create: event.target.checked })}
      >
        {t("wish.records", { form: label(data.definition.label) })}
      </Checkbox>
    </div>
  );
}
