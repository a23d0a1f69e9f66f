/** A flow in words: what it names is called by its label, never by its key. */
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { kindOf, nodesOf, type Assignee, type FlowDefinition } from "@/lib/flow-design/definition";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import type { Label } from "@/lib/types";
import {
  isToday,
  isUser,
  parseConditions,
  splitOutside,
  type Condition,
} from "@/ui/condition-builder/condition-text";
import type { Catalog } from "./catalog";
import { parseDuration } from "./durations";
import { pathsOf, systemFields, type PathEntry } from "./paths";

export interface Words {
  t: TFunction;
  label: (label: Label | null | undefined) => string;
  catalog: Catalog;
  /** Paths to values of the triggering record, or of another form's. */
  paths: (form?: string | null, app?: string | null) => PathEntry[];
  path: (path: string, form?: string | null, app?: string | null) => string;
  form: (key: string | null | undefined, app?: string | null) => string;
  node: (id: string) => string;
  nodeName: (node: { id: string; type: string; label?: Label }) => string;
  flow: (key: string) => string;
  role: (key: string) => string;
  name: (id: string) => string;
  connection: (key: string) => string;
  duration: (text: string | null | undefined) => string;
  assignee: (assignee: Assignee) => string;
  assignees: (list: Assignee[] | undefined) => string;
  condition: (text: string | null | undefined, form?: string | null, app?: string | null) => string;
  list: (parts: string[]) => string;
}

const outcomesOf: Record<string, string[]> = {
  approval: ["approved", "rejected"],
  find: ["found", "none"],
  http: ["ok", "failed"],
  script: ["ok", "failed"],
  analyse: ["done", "refused", "failed"],
  call: ["approved", "rejected"],
  fill: ["submitted"],
};

/** How a step can end, as far as edges may ask for it. */
export const outcomes = (type: string): string[] => outcomesOf[type] ?? [];

export function useWords(flow: FlowDefinition, catalog: Catalog): Words {
  const { t } = useTranslation("flowdesign");
  // The names of steps stand with the drawing.
  useTranslation("drawing");
  const label = useLabel();
  return useMemo(() => makeWords(t, label, flow, catalog), [t, label, flow, catalog]);
}

function makeWords(t: TFunction, label: Words["label"], flow: FlowDefinition, catalog: Catalog): Words {
  const system = systemFields({
    owner: t("system.owner"),
    created_by: t("system.created_by"),
    created_at: t("system.created_at"),
    updated_by: t("system.updated_by"),
    updated_at: t("system.updated_at"),
  });
  const list = (parts: string[]): string => parts.filter(Boolean).join(t("word.and"));
  const paths = (form: string | null | undefined = flow.form, app?: string | null): PathEntry[] =>
    form ? pathsOf(catalog.definition(form, app), (linked) => catalog.definition(linked, app), system) : [];
  const path: Words["path"] = (wanted, form, app) => {
    if (wanted === "initiator" || wanted === "flow.initiator") return t("word.initiator");
    const found = paths(form, app).find((entry) => entry.path === wanted);
    return found ? found.labels.map(label).join(t("word.of")) : wanted;
  };
  const nodeName: Words["nodeName"] = (node) => label(node.label) || t(`drawing:type.${node.type}`);
  const words: Words = {
    t,
    label,
    catalog,
    paths,
    path,
    list,
    nodeName,
    form: (key, app) => {
      const card = catalog.forms.find((one) => one.key === key);
      return (
        label(app && app !== catalog.app?.key ? catalog.definition(key ?? "", app)?.label : card?.label) ||
        key ||
        ""
      );
    },
    node: (id) => {
      const node = nodesOf(flow).find((one) => one.id === id);
      return node ? nodeName(node) : id;
    },
    flow: (key) => label(catalog.flows.find((one) => one.key === key)?.label) || key,
    role: (key) => label(catalog.roles.find((one) => one.key === key)?.label) || key,
    name: (id) => catalog.names.get(id) ?? t("word.unknown"),
    connection: (key) => label(catalog.connections.find((one) => one.key === key)?.label) || key,
    duration: (text) => {
      const found = text ? parseDuration(text) : null;
      if (!found) return text ?? "";
      return t(`duration.${found.business ? "business_" : ""}${found.unit}`, { count: found.amount });
    },
    assignee: (one) => assigneeText(words, one),
    assignees: (all) => list((all ?? []).map((one) => words.assignee(one))),
    condition: (text, form, app) => conditionWords(words, text, form, app),
  };
  return words;
}

function assigneeText(words: Words, one: Assignee): string {
  const { t, path, list, assignees } = words;
  const kind = kindOf(one);
  switch (kind) {
    case "person":
      return words.name((one as { person: string }).person);
    case "email":
      return (one as { email: string }).email;
    case "role":
      return words.role((one as { role: string }).role);
    case "group":
      return words.catalog.names.get((one as { group: string }).group) ?? (one as { group: string }).group;
    case "department": {
      const { department } = one as { department: string };
      return t("who.department_of", { name: words.catalog.names.get(department) ?? department });
    }
    default:
      return relativeText({ t, path, list, assignees }, words, one);
  }
}

function relativeText(
  { t, path, list, assignees }: Pick<Words, "t" | "path" | "list" | "assignees">,
  words: Words,
  one: Assignee,
): string {
  if ("department_head" in one)
    return t(one.up ? "who.head_up" : "who.head_of", { name: path(one.department_head), count: one.up ?? 0 });
  if ("supervisor_of" in one)
    return (one.level ?? 1) > 1
      ? t("who.supervisor_level", { name: path(one.supervisor_of), count: one.level })
      : t("who.supervisor", { name: path(one.supervisor_of) });
  if ("supervisors_of" in one)
    return t("who.supervisors", { name: path(one.supervisors_of), count: one.levels });
  if ("field" in one) return path(one.field);
  if ("chosen_by" in one) return t(`who.chosen_${one.chosen_by}`);
  if ("same_as" in one) return t("who.same_as_step", { name: words.node(one.same_as) });
  if ("round_robin" in one) return t("who.in_turn", { name: assignees(one.round_robin) });
  if ("least_loaded" in one) return t("who.least", { name: assignees(one.least_loaded) });
  if ("table" in one) return t("who.by_table", { count: one.table.length });
  return list([]);
}

/** A condition as it would be said; of what can't be said at least the fields are named. */
function conditionWords(
  words: Words,
  text: string | null | undefined,
  form?: string | null,
  app?: string | null,
): string {
  const plain = text?.trim() ?? "";
  if (plain === "") return "";
  return said(words, plain, words.paths(form, app));
}

/** «Or» holds less tightly than «and»; what stands in brackets is said in brackets. */
function said(words: Words, text: string, entries: PathEntry[]): string {
  const plain = text.trim();
  for (const separator of [" or ", " and "]) {
    const parts = splitOutside(plain, separator).map((part) => part.trim());
    const between = words.t(separator === " or " ? "word.or_else" : "word.and_also");
    if (parts.length > 1) return parts.map((part) => said(words, part, entries)).join(between);
  }
  const inside = /^\((.*)\)$/.exec(plain)?.[1];
  if (inside !== undefined) return words.t("word.bracket", { text: said(words, inside, entries) });
  const item = parseConditions(plain)?.items[0];
  return item ? onePart(words, item, entries) : named(words, plain, entries);
}

/** A formula with the names of its fields for their keys. */
const named = (words: Words, plain: string, entries: PathEntry[]): string =>
  plain.replace(/'(?:[^']|'')*'|(?:old\.)?[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?/g, (found) =>
    entries.some((one) => one.path === found.replace(/^old\./, "")) ? nameOf(words, found, entries) : found,
  );

function nameOf({ t, label }: Words, field: string, entries: PathEntry[]): string {
  const entry = entries.find((one) => one.path === field.replace(/^old\./, ""));
  const name = entry ? entry.labels.map(label).join(t("word.of")) : field;
  return field.startsWith("old.") ? t("word.before", { name }) : name;
}

function onePart(words: Words, item: Condition, entries: PathEntry[]): string {
  const { t } = words;
  if (item.field === "outcome") return outcomeText(words, item);
  const entry = entries.find((one) => one.path === item.field.replace(/^old\./, ""));
  const value = valueText(words, item.value, entry?.field);
  return [nameOf(words, item.field, entries), t(`op.${item.operator}`), value].filter(Boolean).join(" ");
}

function outcomeText(words: Words, item: Condition): string {
  const values = (Array.isArray(item.value) ? item.value : [item.value]).map((value) =>
    words.t(`outcome.${String(value)}`, { defaultValue: String(value) }),
  );
  return (item.operator === "ne" ? words.t("word.not") : "") + values.join(words.t("word.or_else"));
}

function valueText(words: Words, value: unknown, field: Field | undefined): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return words.list(value.map((one) => valueText(words, one, field)));
  if (isToday(value)) return words.t("word.today");
  if (isUser(value)) return words.t("word.me");
  if (typeof value === "boolean") return words.t(value ? "word.yes" : "word.no");
  if (field && (field.type === "select" || field.type === "multi_select"))
    return words.label(field.options.find((option) => option.value === value)?.label) || String(value);
  if (field && (field.type === "member" || field.type === "department" || field.type === "link"))
    return words.catalog.names.get(String(value)) ?? String(value);
  return String(value);
}
