/** A link whose filled values are a snapshot: fields made for it at once, and the moment it was taken. */
import { Button, Select } from "antd";
import { Plus } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { COMPUTED } from "@/lib/form-runtime/computed";
import type { Field, FormDefinition, LinkField } from "@/lib/form-runtime/definition";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";
import { useLabel } from "@/lib/i18n";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { addField, lastPlace, placeOfField, subformOf, updateField } from "../model/edit";
import { keyFrom, keysOf } from "../model/keys";
import { useMakeField } from "../model/use-add";
import type { Place } from "../model/types";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

/** What a plain field can't copy: computed here, rows, files, and what has no readable value. */
const NOT_COPIED = new Set<string>([...COMPUTED, "subform", "encrypted", "button", ...FILE_TYPES]);
/** Of the source alone. */
const LEFT = ["default", "unique", "index", "required", "hidden", "fill", "stamp", "filter", "width"];

const copyOf = (source: Field, key: string): Field =>
  ({
    ...Object.fromEntries(Object.entries(source).filter(([name]) => !LEFT.includes(name))),
    key,
    readonly: true,
  }) as unknown as Field;

function beside(definition: FormDefinition, key: string, subform?: string): Place {
  if (subform) {
    const fields = subformOf(definition, subform)?.fields ?? [];
    return { subform, index: fields.findIndex((each) => each.key === key) + 1 };
  }
  const at = placeOfField(definition, key);
  return at ? { ...at, index: at.index + 1 } : lastPlace(definition);
}

export function SnapshotSettings({
  field,
  subform,
  patch,
  targetFields,
}: TypeProps<LinkField> & { targetFields: Field[] }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const id = useId();
  const { definition, apply, usedKeys } = useDesigner();
  const make = useMakeField();
  const own = subform ? (subformOf(definition, subform)?.fields ?? []) : definition.fields;
  const name = (each: Field) => label(each.label) || each.key;
  const taken = Object.values(field.fill ?? {});
  const free = targetFields.filter((each) => !NOT_COPIED.has(each.type) && !taken.includes(each.key));
  const add = (made: Field, link: Partial<LinkField>) =>
    apply("snapshot", (before) =>
      updateField(
        addField(before, made, beside(before, field.key, subform)),
        field.key,
        link as Record<string, unknown>,
        subform,
      ),
    );
  const copy = (key: string) => {
    const source = targetFields.find((each) => each.key === key);
    if (!source) return;
    const made = copyOf(source, keyFrom(source.key, [...keysOf(own), ...usedKeys(subform)]));
    add(made, { fill: { ...field.fill, [made.key]: source.key } });
  };
  const stamp = () => {
    const made = { ...make("datetime", subform), label: t("snapshot.moment_name"), readonly: true } as Field;
    add(made, { stamp: made.key });
  };
  const moments = own.filter((each) => each.type === "datetime" && !(each.key in (field.fill ?? {})));
  return (
    <>
      {free.length > 0 && (
        <Property label={t("snapshot.copy")} help={t("snapshot.copy_help")}>
          <Select
            className={styles.full}
            value={null}
            placeholder={t("snapshot.copy_pick")}
            aria-label={t("snapshot.copy")}
            options={free.map((each) => ({ value: each.key, label: name(each) }))}
            onChange={(key) => key && copy(String(key))}
          />
        </Property>
      )}
      {taken.length > 0 && (
        <Property label={t("snapshot.stamp")} htmlFor={id} help={t("snapshot.stamp_help")}>
          <Select
            id={id}
            allowClear
            className={styles.full}
            value={field.stamp ?? undefined}
            placeholder={t("snapshot.none")}
            options={moments.map((each) => ({ value: each.key, label: name(each) }))}
            onChange={(key: string | undefined) => patch({ stamp: key })}
          />
          {!field.stamp && (
            <Button size="small" icon={<Plus size={14} />} onClick={stamp}>
              {t("snapshot.stamp_add")}
            </Button>
          )}
        </Property>
      )}
    </>
  );
}
