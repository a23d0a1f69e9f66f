/** Which fields a link to a view can show, and which it shows at first: those the view draws with. */
import type { Field } from "@/lib/form-runtime/definition";
import { holdsFiles } from "@/lib/form-runtime/kinds";
import type { Column, ViewLook } from "../model/types";
import { ROLES } from "../views/look-roles";

export const canBeShared = (field: Field): boolean =>
  !holdsFiles(field.type) &&
  field.type !== "encrypted" &&
  field.type !== "button" &&
  (field.type !== "subform" || field.fields.every(canBeShared));

export function fieldsOfView(look: ViewLook, columns: Column[], offered: Field[]): string[] {
  const used = [
    ...columns.map((column) => column.key),
    ...ROLES[look.type].map(({ role }) => look[role]),
    ...(look.groups ?? []),
    ...(look.totals ?? []).map((total) => total.field),
    ...[...(look.rows ?? []), ...(look.cols ?? [])].map((axis) => axis.field),
  ];
  return offered.map((field) => field.key).filter((key) => used.includes(key));
}
