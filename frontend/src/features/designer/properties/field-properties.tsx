/** Everything a designer may set about one field. */
import { Input, Segmented, Space } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { COMPUTED } from "@/lib/form-runtime/computed";
import type { Field } from "@/lib/form-runtime/definition";
import { pagesOf } from "@/lib/form-runtime/layout";
import { CopyButton } from "@/ui/copy-button";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { Panel } from "@/ui/designer/panel";
import { FIRST_PROPERTY } from "../canvas/use-canvas-keys";
import { FieldIcon } from "../field-icons";
import { layoutOf, placeOfField, setSpan, spanOf } from "../model/edit";
import { isKey } from "../model/keys";
import { renameKey } from "../model/rename-key";
import { useDesigner } from "../model/context";
import { DefaultValue } from "./default-value";
import { FieldUses } from "./field-uses";
import styles from "./properties.module.css";
import { TypeChoice } from "./type-choice";
import { TypeProperties } from "./type-properties";
import { useFieldPatch } from "./use-field-patch";
import { useKeyFollowsLabel } from "./use-key-follows-label";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";

const NO_PLACEHOLDER = new Set<string>(["boolean", "location", "subform", ...COMPUTED, ...FILE_TYPES]);
const NO_DEFAULT = new Set<string>(["subform", "encrypted", ...COMPUTED, ...FILE_TYPES]);
const UNIQUE = new Set([
  "text",
  "number",
  "phone",
  "email",
  "url",
  "date",
  "link",
  "member",
  "barcode",
  "encrypted",
]);

export function FieldProperties({ field, subform }: { field: Field; subform?: string }) {
  const { t } = useTranslation("designer");
  const patch = useFieldPatch(field, subform);
  const helpId = useId();
  const placeholderId = useId();
  const computed = COMPUTED.has(field.type);
  const follow = useKeyFollowsLabel(field, subform);
  return (
    <Panel icon={<FieldIcon type={field.type} />} title={t(`type.${field.type}`)}>
      <Property label={t("property.label")} htmlFor={FIRST_PROPERTY}>
        <div onFocus={follow.onFocus} onBlur={follow.onBlur}>
          <LabelInput id={FIRST_PROPERTY} value={field.label} onChange={(label) => patch({ label })} />
        </div>
      </Property>
      <TypeChoice field={field} subform={subform} />
      <TypeProperties field={field} subform={subform} patch={patch} />
      {!NO_DEFAULT.has(field.type) && <DefaultValue field={field} subform={subform} patch={patch} />}
      <div className={styles.group}>
        {!computed && (
          <Toggle
            label={t("property.required")}
            value={!!field.required}
            onChange={(on) => patch({ required: on || undefined })}
          />
        )}
        {!computed && (
          <Toggle
            label={t("property.readonly")}
            help={t("property.readonly_help")}
            value={!!field.readonly}
            onChange={(on) => patch({ readonly: on || undefined })}
          />
        )}
        <Toggle
          label={t("property.hidden")}
          help={t("property.hidden_help")}
          value={!!field.hidden}
          onChange={(on) => patch({ hidden: on || undefined })}
        />
        {!subform && !field.hidden && (
          <Toggle
            label={t("property.later")}
            help={t("property.later_help")}
            value={!!field.later}
            onChange={(on) => patch({ later: on || undefined })}
          />
        )}
        {UNIQUE.has(field.type) && !subform && (
          <Toggle
            label={t("property.unique")}
            value={!!field.unique}
            onChange={(on) => patch({ unique: on || undefined })}
          />
        )}
      </div>
      <div className={styles.group}>
        <Property label={t("property.help")} htmlFor={helpId}>
          <LabelInput
            id={helpId}
            maxLength={300}
            value={field.help}
            onChange={(help) => patch({ help: help || undefined })}
          />
        </Property>
        {!NO_PLACEHOLDER.has(field.type) && (
          <Property label={t("property.placeholder")} htmlFor={placeholderId}>
            <LabelInput
              id={placeholderId}
              value={field.placeholder}
              onChange={(placeholder) => patch({ placeholder: placeholder || undefined })}
            />
          </Property>
        )}
        {!subform && <Span field={field} />}
        <KeyProperty key={field.key} field={field} subform={subform} />
      </div>
      <FieldUses field={field} subform={subform} />
    </Panel>
  );
}

function Span({ field }: { field: Field }) {
  const { t } = useTranslation("designer");
  const { definition, apply } = useDesigner();
  const place = placeOfField(definition, field.key);
  const block = place && layoutOf(definition)[place.block];
  const columns = (block && place && pagesOf(block)[place.page]?.columns) || 2;
  if (columns < 2) return null;
  const span = Math.min(spanOf(definition, field.key), columns);
  return (
    <Property label={t("property.span")}>
      <Segmented<number>
        block
        aria-label={t("property.span")}
        value={span}
        options={Array.from({ length: columns }, (_, at) => ({
          value: at + 1,
          label: at + 1 === columns ? t("property.span_full") : `${at + 1}/${columns}`,
        }))}
        onChange={(next) => apply(`span:${field.key}`, (before) => setSpan(before, field.key, next))}
      />
    </Property>
  );
}

/** The name programs use. Free until the form was published with it, then for ever. */
function KeyProperty({ field, subform }: { field: Field; subform?: string }) {
  const { t } = useTranslation("designer");
  const id = useId();
  const { apply, select, publishedKeys, usedKeys } = useDesigner();
  const [text, setText] = useState(field.key);
  const fixed = publishedKeys.has(subform ? `${subform}.${field.key}` : field.key);
  const problem =
    text === field.key
      ? null
      : !isKey(text)
        ? t("property.key_bad")
        : usedKeys(subform).includes(text)
          ? t("property.key_taken")
          : null;
  const commit = () => {
    if (text === field.key || problem) {
      setText(field.key);
      return;
    }
    apply("key", (before) => renameKey(before, field.key, text, subform));
    select({ kind: "field", key: text, ...(subform ? { subform } : {}) });
  };
  return (
    <Property
      label={t("property.key")}
      htmlFor={id}
      help={t(fixed ? "property.key_fixed" : "property.key_free")}
      problem={problem}
    >
      <Space.Compact block>
        <Input
          id={id}
          className="dg-mono"
          value={text}
          readOnly={fixed}
          spellCheck={false}
          maxLength={48}
          onChange={(event) => setText(event.target.value.toLowerCase())}
          onBlur={commit}
          onPressEnter={commit}
        />
        <CopyButton text={field.key} label={t("property.copy_key")} />
      </Space.Compact>
    </Property>
  );
}
