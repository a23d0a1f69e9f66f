/** What a group is called: an option in its colour, yes or no, a person, a department, a linked record. */
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { OptionTag } from "@/ui/fields/option-tag";
import { useNames } from "@/ui/fields/names";
import { useFieldServices } from "@/ui/fields/services";
import { PersonAvatar } from "@/ui/person-avatar";
import styles from "./views.module.css";

interface Props {
  field: Field;
  value: string | boolean | null;
}

/** The plain words of a group, for labels and sentences. */
export function useMemberText(): (
  field: Field,
  value: string | boolean | null,
  label: (text: never) => string,
) => string {
  const { t } = useTranslation("views");
  const names = useNames(useFieldServices().names);
  return (field, value, label) => {
    if (value === null) return t("blank", { field: label(field.label as never) || field.key });
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (field.type === "select") {
      const option = field.options.find((each) => each.value === value);
      return option ? label(option.label as never) || option.value : value;
    }
    if (field.type === "member" || field.type === "department" || field.type === "link")
      return names.name(field.type, field.key, value) ?? "…";
    return value;
  };
}

export function MemberName({ field, value }: Props) {
  const { t } = useTranslation("views");
  const names = useNames(useFieldServices().names);
  if (value === null) return <span className={styles.blank}>{t("blank_short")}</span>;
  if (typeof value === "boolean") return <span>{t(value ? "yes" : "no")}</span>;
  if (field.type === "select") return <OptionTag options={field.options} value={value} />;
  if (field.type !== "member" && field.type !== "department" && field.type !== "link")
    return <span>{value}</span>;
  const name = names.name(field.type, field.key, value);
  const shown = name === undefined ? "…" : (name ?? t("no_access"));
  return (
    <span className={styles.member}>
      {field.type === "member" && <PersonAvatar id={value} name={shown} size={20} />}
      <span className={styles.memberText}>{shown}</span>
    </span>
  );
}
