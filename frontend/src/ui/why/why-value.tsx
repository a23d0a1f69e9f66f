/** A value that something was decided by, as its field writes it. */
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { FieldValue } from "../fields/registry";

/** Their values are ids: names are not told here. */
const NAMED = new Set(["link", "member", "department", "attachment", "image", "signature"]);

/** The field that a path leads to: `state`, `lines.qty`, `lines.0.qty`. */
function fieldOf(fields: Field[], path: string | null): Field | undefined {
  const names = path?.split(".") ?? [];
  const own = fields.find(({ key }) => key === names[0]);
  if (names.length < 2) return own;
  return own?.type === "subform" ? own.fields.find(({ key }) => key === names.at(-1)) : undefined;
}

interface ShownProps {
  fields: Field[];
  node: string | null;
  value: unknown;
  withheld?: boolean;
}

export function Shown({ fields, node, value, withheld }: ShownProps) {
  const { t } = useTranslation("why");
  if (withheld) return <>{t("withheld")}</>;
  if (value === null || value === undefined || value === "") return <>{t("blank")}</>;
  if (typeof value === "boolean") return <>{t(value ? "yes" : "no")}</>;
  const field = fieldOf(fields, node);
  if (field && !NAMED.has(field.type))
    return <FieldValue field={field} topic={field.key} value={value} compact />;
  return <>{typeof value === "object" ? JSON.stringify(value) : String(value)}</>;
}
