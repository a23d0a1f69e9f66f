/** An address with values that are signed: whoever opens it can't change what is locked, nor make up another. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import type { Values } from "@/lib/form-runtime/engine-types";
import { useLabel } from "@/lib/i18n";
import { signPrefill, type FormLink } from "@/lib/public-form/links";
import { CopyButton } from "@/ui/copy-button";
import { FieldInput } from "@/ui/fields/inputs";
import { Property } from "@/ui/property/property";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import styles from "./links.module.css";

/** Types whose values fit into an address. */
const SHORT = new Set([
  "text",
  "number",
  "money",
  "percent",
  "boolean",
  "date",
  "datetime",
  "select",
  "multi_select",
  "phone",
  "email",
  "url",
  "link",
  "member",
  "department",
  "rating",
  "tags",
  "barcode",
  "time",
]);

export function PrefillForm({ link, definition }: { link: FormLink; definition: FormDefinition }) {
  const { t } = useTranslation("formlinks");
  const label = useLabel();
  const { app, form } = useDesigner();
  const toast = useToast();
  const [values, setValues] = useState<Values>({});
  const [made, setMade] = useState<string | null>(null);
  const modes = new Map(link.settings.fields.map((each) => [each.field, each.mode]));
  const fields = definition.fields.filter((field) => modes.has(field.key) && SHORT.has(field.type));
  const given = Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== ""),
  );
  const sign = async () => {
    try {
      setMade((await signPrefill(app, form, link.id, given)).url);
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <div className={styles.part}>
      <p className={styles.faint}>{t("prefill.text")}</p>
      <div className={styles.prefill}>
        {fields.map((field) => {
          const name = label(field.label) || field.key;
          const mode = modes.get(field.key) ?? "ask";
          return (
            <Property
              key={field.key}
              label={mode === "ask" ? name : `${name} (${t(`fields.mode.${mode}`)})`}
              htmlFor={`prefill-${field.key}`}
            >
              <FieldInput
                id={`prefill-${field.key}`}
                field={field}
                topic={field.key}
                value={values[field.key] ?? null}
                label={name}
                onChange={(value) => {
                  setValues({ ...values, [field.key]: value });
                  setMade(null);
                }}
              />
            </Property>
          );
        })}
      </div>
      <div>
        <Button type="primary" disabled={Object.keys(given).length === 0} onClick={() => void sign()}>
          {t("prefill.make")}
        </Button>
      </div>
      {made && (
        <div className={styles.address}>
          <code>{made}</code>
          <CopyButton text={made} label={t("prefill.copy")} />
        </div>
      )}
    </div>
  );
}
