/** A lookup: over which link, and what of the record there. Chosen by labels; its type follows. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { LookupField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { unnamedYet } from "@/lib/unnamed-yet";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { linksOf, readableFields, resultOf } from "../model/relations";
import { subformOf } from "../model/edit";
import { useFormFields } from "../model/use-form-fields";
import { ResultLook } from "./result-look";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

export function LookupProperties({ field, subform, patch }: TypeProps<LookupField>) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { definition } = useDesigner();
  const [linkId, furtherId, fieldId] = [useId(), useId(), useId()];
  const own = subform ? (subformOf(definition, subform)?.fields ?? []) : definition.fields;
  const links = linksOf(own, !subform);
  const first = links.find(({ path }) => field.link === path || field.link.startsWith(`${path}.`));
  const near = useFormFields(first?.link.form);
  const further = linksOf(near, false).filter(({ link }) => !link.many);
  const second = further.find(({ path }) => first && field.link === `${first.path}.${path}`);
  const far = useFormFields(second?.link.form);
  const target = readableFields(second ? far : near);
  const name = (each: { key: string; label: LookupField["label"] }) => label(each.label) || each.key;
  const choose = (link: string) => patch({ link, field: "" });
  const pick = (key: string) => {
    const found = target.find((each) => each.key === key);
    if (found) patch({ field: key, ...resultOf(found, !!first?.list) });
  };
  return (
    <>
      <Property
        label={t("lookup.link")}
        htmlFor={linkId}
        problem={first ? null : t(links.length ? "lookup.link_missing" : "lookup.no_links")}
      >
        <Select
          id={linkId}
          className={styles.full}
          status={first ? undefined : "error"}
          value={first?.path}
          placeholder={t("lookup.link_pick")}
          options={links.map(({ path, labels }) => ({ value: path, label: labels.map(label).join(" › ") }))}
          onChange={choose}
        />
      </Property>
      {first && further.length > 0 && (
        <Property label={t("lookup.further")} htmlFor={furtherId}>
          <Select
            id={furtherId}
            className={styles.full}
            value={second?.path ?? ""}
            options={[
              { value: "", label: t("lookup.here") },
              ...further.map(({ path, link }) => ({ value: path, label: name(link) })),
            ]}
            onChange={(path: string) => choose(path ? `${first.path}.${path}` : first.path)}
          />
        </Property>
      )}
      {first && (
        <Property
          label={t("lookup.field")}
          htmlFor={fieldId}
          problem={field.field ? null : t("lookup.field_missing")}
        >
          <Select
            id={fieldId}
            className={styles.full}
            status={field.field ? undefined : "error"}
            value={field.field || undefined}
            {...unnamedYet(target.length === 0 && field.field !== "")}
            placeholder={t("lookup.field_pick")}
            options={target.map((each) => ({ value: each.key, label: name(each) }))}
            onChange={pick}
          />
        </Property>
      )}
      <ResultLook field={field} patch={patch} />
    </>
  );
}
