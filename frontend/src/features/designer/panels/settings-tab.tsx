/** The form itself: name, icon, what names a record, what must not occur twice, what was deleted. */
import { Button, Checkbox, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { UniqueSet } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { Fields, TabPage } from "@/ui/designer/tab-page";
import { IconPicker } from "@/ui/icon-picker";
import { LabelInput } from "@/ui/label-input";
import { Section } from "@/ui/page";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { DeletedFields } from "./deleted-fields";
import { LockSettings } from "./lock-settings";
import styles from "../rules/rules.module.css";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";

export function SettingsTab() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const ids = { label: useId(), title: useId(), description: useId() };
  const { definition, apply } = useDesigner();
  const titles = definition.fields.filter((field) =>
    ["text", "series", "phone", "email", "link"].includes(field.type),
  );
  const patch = (name: string, change: object) =>
    apply(`form:${name}`, (before) => ({ ...before, ...change }));
  return (
    <TabPage>
      <Section title={t("settings.form")}>
        <Fields>
          <Property label={t("settings.label")} htmlFor={ids.label}>
            <LabelInput
              id={ids.label}
              value={definition.label}
              onChange={(next) => patch("label", { label: next })}
            />
          </Property>
          <Property label={t("settings.icon")}>
            <IconPicker value={definition.icon} onChange={(icon) => patch("icon", { icon })} />
          </Property>
          <Property label={t("settings.description")} htmlFor={ids.description}>
            <LabelInput
              id={ids.description}
              maxLength={500}
              value={definition.description}
              onChange={(next) => patch("description", { description: next || undefined })}
            />
          </Property>
          <Property label={t("settings.title")} htmlFor={ids.title} help={t("settings.title_help")}>
            <Select
              id={ids.title}
              allowClear
              style={{ width: "100%" }}
              aria-label={t("settings.title")}
              placeholder={t("settings.title_auto")}
              value={definition.title ?? undefined}
              options={titles.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
              onChange={(title: string | undefined) => patch("title", { title })}
            />
          </Property>
        </Fields>
      </Section>
      <UniqueSets />
      <LockSettings />
      <DeletedFields />
    </TabPage>
  );
}

function UniqueSets() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { definition, apply } = useDesigner();
  const sets = definition.unique ?? [];
  const put = (next: UniqueSet[]) =>
    apply("unique", (before) => ({ ...before, unique: next.length ? next : undefined }));
  const able = definition.fields.filter(
    (field) =>
      ![
        "subform",
        "button",
        "multi_select",
        "long_text",
        "rich_text",
        "tags",
        "ranking",
        "matrix",
        ...FILE_TYPES,
      ].includes(field.type),
  );
  return (
    <Section
      title={t("settings.unique")}
      text={t("settings.unique_text")}
      extra={
        <Button icon={<Plus size={16} />} onClick={() => put([...sets, { fields: [] }])}>
          {t("settings.unique_add")}
        </Button>
      }
    >
      <div className={styles.list}>
        {sets.map((set, at) => {
          const change = (next: Partial<UniqueSet>) =>
            put(sets.map((each, place) => (place === at ? { ...each, ...next } : each)));
          return (
            <div key={at} className={styles.action}>
              <Select
                mode="multiple"
                className={styles.grow}
                status={set.fields.length ? undefined : "error"}
                value={set.fields}
                placeholder={t("settings.unique_fields")}
                aria-label={t("settings.unique_fields")}
                options={able.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
                onChange={(fields: string[]) => change({ fields })}
              />
              <Checkbox
                checked={!!set.normalise}
                onChange={(event) => change({ normalise: event.target.checked || undefined })}
              >
                {t("settings.normalise")}
              </Checkbox>
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                aria-label={t("settings.unique_remove", { number: at + 1 })}
                onClick={() => put(sets.filter((_, place) => place !== at))}
              />
            </div>
          );
        })}
      </div>
    </Section>
  );
}
