/** What a person may do with each field in this step; untouched fields are as their own rights say. */
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import type { FieldRight } from "@/lib/flow-design/definition";
import { useFlowDesigner } from "../model/context";
import styles from "./parts.module.css";

const RIGHTS: (FieldRight | "default")[] = ["default", "read", "write", "require", "hide"];

interface Props {
  form?: string | null;
  value: Record<string, FieldRight> | undefined;
  onChange: (value: Record<string, FieldRight> | undefined) => void;
}

export function FieldRightsMatrix({ form, value = {}, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const { words, definition } = useFlowDesigner();
  const wanted = form ?? definition.form;
  const fields = wanted ? (words.catalog.definition(wanted)?.fields ?? []) : [];
  if (fields.length === 0) return <p className={styles.faint}>{t("rights.no_form")}</p>;
  const put = (key: string, right: FieldRight | "default") => {
    const { [key]: _old, ...rest } = value;
    const next = right === "default" ? rest : { ...rest, [key]: right };
    onChange(Object.keys(next).length > 0 ? next : undefined);
  };
  const setAll = (right: FieldRight | "default") => {
    const writes = right === "write" || right === "require";
    const keys = fields.filter((field) => !(writes && isComputed(field))).map((field) => field.key);
    onChange(right === "default" ? undefined : Object.fromEntries(keys.map((key) => [key, right])));
  };
  return (
    <table className={styles.matrix}>
      <thead>
        <tr>
          <td />
          {RIGHTS.map((right) => (
            <th key={right} scope="col">
              <button
                type="button"
                className={styles.headButton}
                title={t("rights.all")}
                onClick={() => setAll(right)}
              >
                {t(`right.${right}`)}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => {
          const name = words.label(field.label) || field.key;
          return (
            <tr key={field.key}>
              <th scope="row" title={name}>
                {name}
              </th>
              {RIGHTS.map((right) => (
                <td key={right}>
                  <input
                    type="radio"
                    name={`${id}-${field.key}`}
                    aria-label={`${name} · ${t(`right.${right}`)}`}
                    checked={(value[field.key] ?? "default") === right}
                    disabled={isComputed(field) && (right === "write" || right === "require")}
                    onChange={() => put(field.key, right)}
                  />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
