/** The options of a cascade, written as an outline. */
import { Input } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CascadeField } from "@/lib/form-runtime/definition";
import { useLocale } from "@/lib/i18n";
import { growing } from "@/lib/growing";
import { Property, Toggle } from "@/ui/property/property";
import { countOptions, outlineOf, treeOf } from "../model/option-tree";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

export function CascadeProperties({ field, patch }: TypeProps<CascadeField>) {
  const { t } = useTranslation("designer");
  const locale = useLocale();
  const id = useId();
  const [text, setText] = useState(() => outlineOf(field.options, locale));
  return (
    <>
      <Property label={t("property.tree")} htmlFor={id} help={t("property.tree_help")}>
        <Input.TextArea
          id={id}
          styles={{ textarea: growing(6, 20) }}
          value={text}
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            patch({ options: treeOf(event.target.value, field.options, locale) });
          }}
          onKeyDown={(event) => {
            // Tab goes a level deeper only where a line begins; elsewhere it leaves the box, as everywhere.
            const { selectionStart: at, value } = event.currentTarget;
            if (event.key !== "Tab" || event.shiftKey || !/(^|\n) *$/.test(value.slice(0, at))) return;
            event.preventDefault();
            event.currentTarget.setRangeText("  ", at, at, "end");
            setText(event.currentTarget.value);
          }}
        />
      </Property>
      <p className={styles.help}>{t("property.tree_count", { number: countOptions(field.options) })}</p>
      <Toggle
        label={t("property.any_level")}
        help={t("property.any_level_help")}
        value={!!field.any_level}
        onChange={(on) => patch({ any_level: on || undefined })}
      />
    </>
  );
}
