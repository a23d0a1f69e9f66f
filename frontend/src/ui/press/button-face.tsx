/** What a button of a form looks like: its sign and its name. */
import { ExternalLink, PencilLine, Plus, Printer, Workflow, type LucideIcon } from "lucide-react";
import type { ButtonField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { NamedIcon } from "../app-icon";

const SIGNS: Record<ButtonField["action"]["do"], LucideIcon> = {
  flow: Workflow,
  set: PencilLine,
  open: ExternalLink,
  print: Printer,
  create: Plus,
};

export function ButtonSign({ field, size = 14 }: { field: ButtonField; size?: number }) {
  const Sign = SIGNS[field.action.do];
  return field.icon ? <NamedIcon name={field.icon} size={size} /> : <Sign size={size} aria-hidden />;
}

export function ButtonFace({ field }: { field: ButtonField }) {
  const label = useLabel();
  return (
    <>
      <ButtonSign field={field} />
      <span>{label(field.label) || field.key}</span>
    </>
  );
}
