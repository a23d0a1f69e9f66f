/** The right column: what is selected, and what can be set about it. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { pagesOf } from "@/lib/form-runtime/layout";
import { useLabel } from "@/lib/i18n";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { Panel } from "@/ui/designer/panel";
import { fieldAt, layoutOf, subformOf } from "../model/edit";
import { useDesigner } from "../model/context";
import { BlockProperties, ItemProperties, PageProperties } from "./block-properties";
import { FieldProperties } from "./field-properties";
import styles from "./properties.module.css";

export function PropertyPanel() {
  const { definition, selection } = useDesigner();
  if (selection?.kind === "field") {
    const field = fieldAt(definition, selection.key, selection.subform);
    const siblings = selection.subform ? subformOf(definition, selection.subform)?.fields : definition.fields;
    // The place in the list stays when the key changes: the panel mustn't start anew under the pointer.
    const place = siblings?.findIndex((each) => each.key === selection.key) ?? -1;
    if (field)
      return (
        <FieldProperties
          key={`${selection.subform ?? ""}.${place}`}
          field={field}
          subform={selection.subform}
        />
      );
  }
  if (selection?.kind === "block") return <BlockProperties key={selection.block} block={selection.block} />;
  if (selection?.kind === "page") return <PageProperties block={selection.block} page={selection.page} />;
  if (selection?.kind === "item") {
    const block = layoutOf(definition)[selection.block];
    const item = block && pagesOf(block)[selection.page]?.items[selection.index];
    if (item) return <ItemProperties place={selection} item={item} />;
  }
  return <FormProperties />;
}

function FormProperties() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const ids = { label: useId(), title: useId() };
  const { definition, apply } = useDesigner();
  const titles = definition.fields.filter((field) =>
    ["text", "series", "phone", "email", "link"].includes(field.type),
  );
  return (
    <Panel title={t("settings.form")}>
      <Property label={t("settings.label")} htmlFor={ids.label}>
        <LabelInput
          id={ids.label}
          value={definition.label}
          onChange={(next) => apply("form:label", (before) => ({ ...before, label: next }))}
        />
      </Property>
      <Property label={t("settings.title")} htmlFor={ids.title} help={t("settings.title_help")}>
        <Select
          id={ids.title}
          allowClear
          className={styles.full}
          aria-label={t("settings.title")}
          placeholder={t("settings.title_auto")}
          value={definition.title ?? undefined}
          options={titles.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
          onChange={(title: string | undefined) =>
            apply("form:title", (before) => ({ ...before, title: title ?? undefined }))
          }
        />
      </Property>
      <p className={styles.help}>{t("settings.pick_hint")}</p>
    </Panel>
  );
}
