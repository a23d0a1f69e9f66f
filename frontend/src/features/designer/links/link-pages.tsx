/** A long form in pages, some of them only when they are needed. */
import { Button, Select } from "antd";
import { FileText, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel, useLocale } from "@/lib/i18n";
import { namesText } from "@/lib/locale";
import type { LinkPage } from "@/lib/public-form/links";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { Card } from "@/ui/designer/card";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import type { PartProps } from "./link-editor";
import styles from "./links.module.css";

export function LinkPages({ body, definition, set }: PartProps) {
  const { t } = useTranslation("formlinks");
  const label = useLabel();
  const locale = useLocale();
  const { app, form } = useDesigner();
  const { pages, fields } = body.settings;
  const shown = fields.filter((each) => each.mode !== "hidden").map((each) => each.field);
  const placed = new Set(pages.flatMap((page) => page.fields));
  const rest = shown.filter((key) => !placed.has(key));
  const asked = definition.fields.filter((field) => shown.includes(field.key));
  const nameOf = (key: string): string => {
    const field = definition.fields.find((each) => each.key === key);
    return field ? label(field.label) || key : key;
  };
  const change = (at: number, patch: Partial<LinkPage>) =>
    set({ pages: pages.map((page, one) => (one === at ? { ...page, ...patch } : page)) });
  const add = () => set({ pages: [...pages, { label: "", fields: rest, when: null }] });
  return (
    <div className={styles.part}>
      <p className={styles.faint}>{t("pages.text")}</p>
      {pages.map((page, at) => {
        const title = t("pages.number", { at: at + 1 });
        return (
          <Card
            key={at}
            name={title}
            icon={<FileText size={16} />}
            head={<strong className={styles.grow}>{label(page.label) || title}</strong>}
            removeLabel={t("pages.remove", { name: title })}
            onRemove={() => set({ pages: pages.filter((_, one) => one !== at) })}
          >
            <div className={styles.cardBody}>
              <Property label={t("pages.name")}>
                <LabelInput
                  value={page.label}
                  aria-label={t("pages.name")}
                  onChange={(next) => change(at, { label: next })}
                />
              </Property>
              <Property label={t("pages.fields")}>
                <Select
                  mode="multiple"
                  className={styles.full}
                  aria-label={t("pages.fields")}
                  value={page.fields}
                  options={[...page.fields, ...rest].map((key) => ({ value: key, label: nameOf(key) }))}
                  onChange={(keys: string[]) => change(at, { fields: keys })}
                />
              </Property>
              {at > 0 && (
                <>
                  <Toggle
                    label={t("pages.conditional")}
                    value={page.when !== null}
                    onChange={(on) => change(at, { when: on ? "" : null })}
                  />
                  {page.when !== null && (
                    <ConditionBuilder
                      fields={asked.filter((field) => !page.fields.includes(field.key))}
                      place={{ app, form, scope: "form", definition, expect: "boolean" }}
                      label={t("pages.conditional")}
                      value={page.when}
                      onChange={(when) => change(at, { when })}
                    />
                  )}
                </>
              )}
            </div>
          </Card>
        );
      })}
      {rest.length > 0 && pages.length > 0 && (
        <p className={styles.warning}>{t("pages.rest", { names: namesText(rest.map(nameOf), locale) })}</p>
      )}
      <div>
        <Button icon={<Plus size={16} />} disabled={rest.length === 0} onClick={add}>
          {t(pages.length === 0 ? "pages.begin" : "pages.add")}
        </Button>
      </div>
    </div>
  );
}
