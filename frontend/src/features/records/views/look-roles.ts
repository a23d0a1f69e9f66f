/** Which fields can play which part in a view of each type. */
import type { Field } from "@/lib/form-runtime/definition";
import { isMany, isSystem } from "@/lib/records/columns";
import { valueKind } from "@/lib/form-runtime/kinds";
import type { ViewLook } from "../model/types";
import { isGrouping } from "./kanban/columns";

export type Role =
  | "group_by"
  | "lane"
  | "date"
  | "end"
  | "progress"
  | "depends"
  | "cover"
  | "parent"
  | "location";

export const isTime = (field: Field): boolean =>
  valueKind(field) === "date" || valueKind(field) === "datetime";

/** Which fields may play a role. */
export function fitsRole(role: Role, field: Field, form: string): boolean {
  switch (role) {
    case "group_by":
    case "lane":
      return isGrouping(field);
    case "date":
    case "end":
      return isTime(field);
    case "progress":
      return valueKind(field) === "percent" || valueKind(field) === "number";
    case "depends":
      return field.type === "link" && field.form === form && isMany(field);
    case "parent":
      return field.type === "link" && field.form === form && !isMany(field);
    case "location":
      return field.type === "location";
    case "cover":
      return (field.type as string) === "image" || field.type === "attachment";
  }
}

export const ROLES: Record<ViewLook["type"], { role: Role; needed: boolean }[]> = {
  grid: [],
  kanban: [
    { role: "group_by", needed: true },
    { role: "lane", needed: false },
  ],
  calendar: [
    { role: "date", needed: true },
    { role: "end", needed: false },
  ],
  gantt: [
    { role: "date", needed: true },
    { role: "end", needed: true },
    { role: "progress", needed: false },
    { role: "depends", needed: false },
  ],
  gallery: [{ role: "cover", needed: false }],
  tree: [{ role: "parent", needed: true }],
  map: [{ role: "location", needed: true }],
  pivot: [],
};

/** The settings a new view of a type begins with: the first field that can play each part it needs. */
export function firstLook(type: ViewLook["type"], fields: Field[], form: string): ViewLook {
  const look: ViewLook = { type };
  const own = fields.filter((field) => !isSystem(field.key));
  const ordered = [...own.filter((field) => field.type === "select"), ...own, ...fields];
  for (const { role, needed } of ROLES[type]) {
    const used = new Set([look.date]);
    const found = ordered.find((field) => fitsRole(role, field, form) && !used.has(field.key));
    if (found && (needed || role === "cover")) look[role] = found.key;
  }
  if (type === "kanban") {
    const money = own.find((field) => valueKind(field) === "money");
    if (money) look.totals = [{ fn: "sum", field: money.key }];
  }
  if (type === "pivot") {
    const groups = ordered.filter(isGrouping).filter((field, at, all) => all.indexOf(field) === at);
    look.rows = groups.slice(0, 1).map((field) => ({ field: field.key }));
    look.cols = groups.slice(1, 2).map((field) => ({ field: field.key }));
    look.totals = [{ fn: "count" }];
  }
  return look;
}
