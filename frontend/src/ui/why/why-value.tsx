/** A value that something was decided by, as its field writes it. */
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { namesText } from "@/lib/locale";
import { useDirectory } from "@/lib/queries/directory";
import { FieldValue } from "../fields/registry";

/** Their values are ids and files: written by name. */
const NAMED = new Set(["link", "member", "department", "attachment", "image", "signature"]);
const ORGANISED = new Set(["member", "department"]);

/** The name that a value brings along, of a file or a record; its id where it has none. */
const nameIn = (one: unknown): string => {
  if (typeof one !== "object" || one === null) return String(one);
  const named = ["name", "title", "label"].flatMap((key) => {
    const text = (one as Record<string, unknown>)[key];
    return typeof text === "string" && text ? [text] : [];
  });
  return named[0] ?? JSON.stringify(one);
};

function Names({ value, type }: { value: unknown; type: string | undefined }) {
  const { i18n } = useTranslation();
  const all = (Array.isArray(value) ? value : [value]).map(nameIn);
  const asked = ORGANISED.has(type ?? "") ? all : [];
  const { people = [], departments = [] } = useDirectory("", asked).data ?? {};
  const known = new Map([...people, ...departments].map(({ id, name }) => [id, name]));
  return (
    <>
      {namesText(
        all.map((one) => known.get(one) ?? one),
        i18n.language,
      )}
    </>
  );
}

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
  return <Names value={value} type={field?.type} />;
}
