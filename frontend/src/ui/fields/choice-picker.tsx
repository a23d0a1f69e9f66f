/** Choosing people, departments or records: searched on the server, shown by name. */
import { useTranslation } from "react-i18next";
import type { LinkField, MemberField } from "@/lib/form-runtime/definition";
import { PersonAvatar } from "@/ui/person-avatar";
import styles from "./fields.module.css";
import { useNames } from "./names";
import { useFieldServices } from "./services";
import type { DisplayProps, FieldWidget } from "./types";

export type PickerField = LinkField | MemberField;

/** The id in a value, which may be expanded to `{id, title}`. */
export const idOf = (value: unknown): string =>
  typeof value === "object" && value !== null && "id" in value ? String(value.id) : String(value);

function PickerDisplay({ field, topic, value, compact }: DisplayProps<PickerField>) {
  const { t } = useTranslation("form");
  const services = useFieldServices();
  const names = useNames(services.names);
  const shown = (Array.isArray(value) ? value : [value]).map((each: unknown) => {
    const id = idOf(each);
    const given =
      typeof each === "object" && each !== null && "title" in each
        ? (each.title as string | null)
        : undefined;
    return { id, name: given === undefined ? names.name(field.type, topic, id) : given };
  });
  return (
    <span className={styles.tags}>
      {shown.map(({ id, name }) => {
        if (name === null)
          return (
            <span key={id} className={styles.faint}>
              {t("value.no_access")}
            </span>
          );
        if (field.type === "member")
          return (
            <span key={id} className={styles.person}>
              <PersonAvatar id={id} name={name ?? "…"} size={20} />
              {name ?? "…"}
            </span>
          );
        const url = field.type === "link" && !compact ? services.linkUrl(topic, id) : null;
        return url ? (
          <a key={id} href={url}>
            {name ?? "…"}
          </a>
        ) : (
          <span key={id}>{name ?? "…"}</span>
        );
      })}
    </span>
  );
}

export const pickerWidget: FieldWidget<PickerField> = { Display: PickerDisplay };
