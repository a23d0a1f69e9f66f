/**
 * A new key for a field that isn't published yet, followed wherever the definition means this field:
 * in formulas of the form (`amount`, `lines.qty`) and of its rows (`qty`, `parent.amount`), in rules,
 * checks, unique sets, the layout, fills and serial numbers. Texts in quotes and other fields of the
 * same name (in another subform, behind a link) stay.
 */
import type {
  ButtonAction,
  Check,
  Field,
  FormDefinition,
  LayoutNode,
  Rule,
  SeriesPart,
} from "@/lib/form-runtime/definition";

interface Renaming {
  /** Old and new paths as formulas of this scope write them. */
  paths: [string, string][];
  /** Old and new key where fields of this scope are named; null when none is meant. */
  key: [string, string] | null;
}

const QUOTED = /('(?:[^']|'')*'|"(?:[^"]|"")*")/;
const PATH = /[\p{L}_][\p{L}\p{N}_.]*/gu;

function inText(text: string, paths: [string, string][]): string {
  const path = (found: string): string => {
    for (const [from, to] of paths)
      for (const prefix of ["", "old."]) {
        const old = prefix + from;
        if (found === old || found.startsWith(`${old}.`)) return prefix + to + found.slice(old.length);
      }
    return found;
  };
  return text
    .split(QUOTED)
    .map((part, at) => (at % 2 ? part : part.replace(PATH, path)))
    .join("");
}

const one = (key: string, { key: names }: Renaming): string => (names && key === names[0] ? names[1] : key);
const many = (keys: string[] | undefined, renaming: Renaming): string[] | undefined =>
  keys?.map((key) => one(key, renaming));
const keyed = <T>(map: Record<string, T>, renaming: Renaming, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [one(key, renaming), change(value)]));

const inPath = (path: string, renaming: Renaming): string => {
  const [head = "", ...rest] = path.split(".");
  return [one(head, renaming), ...rest].join(".");
};

function inRule(rule: Rule, renaming: Renaming): Rule {
  const next: Rule = { ...rule, when: inText(rule.when, renaming.paths) };
  for (const action of ["show", "hide", "require", "readonly"] as const)
    if (rule[action]) next[action] = many(rule[action], renaming);
  if (rule.options) next.options = keyed(rule.options, renaming, (values) => values);
  if (rule.style) next.style = keyed(rule.style, renaming, (look) => look);
  if (rule.set) next.set = keyed(rule.set, renaming, (text) => inText(text, renaming.paths));
  return next;
}

const inCheck = (check: Check, renaming: Renaming): Check => ({
  ...check,
  assert: inText(check.assert, renaming.paths),
  ...(check.fields ? { fields: many(check.fields, renaming) } : {}),
});

function inPart(part: SeriesPart, renaming: Renaming): SeriesPart {
  if ("field" in part) return { field: one(part.field, renaming) };
  return "counter" in part && part.group_by ? { ...part, group_by: many(part.group_by, renaming) } : part;
}

/** Fields that a button sets are of this form; those it fills in elsewhere are not. */
function inAction(action: ButtonAction, renaming: Renaming): ButtonAction {
  const text = (value: string) => inText(value, renaming.paths);
  const texts = (of: Record<string, string>) =>
    Object.fromEntries(Object.entries(of).map(([key, value]) => [key, text(value)]));
  if (action.do === "set" && action.set) return { ...action, set: keyed(action.set, renaming, text) };
  if (action.do === "open" && action.url)
    return { ...action, url: text(action.url), ...(action.query ? { query: texts(action.query) } : {}) };
  return action.do === "create" && action.values ? { ...action, values: texts(action.values) } : action;
}

function inField(field: Field, renaming: Renaming): Field {
  const next = { ...field, key: one(field.key, renaming) } as Field;
  const value = field.default;
  if (typeof value === "object" && value !== null && "formula" in value)
    next.default = { formula: inText(String(value.formula), renaming.paths) };
  if (next.type === "formula") next.formula = inText(next.formula, renaming.paths);
  if (next.type === "link" && next.fill) next.fill = keyed(next.fill, renaming, (target) => target);
  if (next.type === "link" && next.stamp) next.stamp = one(next.stamp, renaming);
  if (next.type === "button") {
    if (next.when) next.when = inText(next.when, renaming.paths);
    next.action = inAction(next.action, renaming);
  }
  if (next.type === "lookup") next.link = inPath(next.link, renaming);
  if (next.type === "rollup" && !next.form) next.link = one(next.link, renaming);
  if (next.type === "series") next.parts = next.parts.map((part) => inPart(part, renaming));
  return next;
}

function inLayout(nodes: LayoutNode[], renaming: Renaming): LayoutNode[] {
  return nodes.map((node): LayoutNode => {
    if (typeof node === "string") return one(node, renaming);
    if ("field" in node) return { ...node, field: one(node.field, renaming) };
    if ("tabs" in node)
      return { tabs: node.tabs.map((tab) => ({ ...tab, items: inLayout(tab.items, renaming) })) };
    return "items" in node ? { ...node, items: inLayout(node.items, renaming) } : node;
  });
}

export function renameKey(
  definition: FormDefinition,
  from: string,
  to: string,
  subform?: string,
): FormDefinition {
  const prefix = subform ? `${subform}.` : "";
  const form: Renaming = { paths: [[prefix + from, prefix + to]], key: subform ? null : [from, to] };
  /** How the rows of the subform `of` see the field: as their own column, over `parent`, in rows inside theirs. */
  const rows = (of: string, around: Renaming): Renaming => {
    const paths = around.paths.map(([was, is]): [string, string] => [`parent.${was}`, `parent.${is}`]);
    if (of === subform) return { paths: [[from, to], ...paths], key: [from, to] };
    if (!subform?.startsWith(`${of}.`)) return { paths, key: null };
    const below = subform.slice(of.length + 1);
    return { paths: [[`${below}.${from}`, `${below}.${to}`], ...paths], key: null };
  };
  const renamed = (field: Field, here: Renaming, path: string): Field => {
    const own = inField(field, here);
    if (own.type !== "subform") return own;
    const inside = rows(path, here);
    return {
      ...own,
      fields: own.fields.map((column) => renamed(column, inside, `${path}.${column.key}`)),
      ...(own.rules ? { rules: own.rules.map((rule) => inRule(rule, inside)) } : {}),
      ...(own.checks ? { checks: own.checks.map((check) => inCheck(check, inside)) } : {}),
    };
  };
  const fields = definition.fields.map((field) => renamed(field, form, field.key));
  return {
    ...definition,
    fields,
    ...(definition.title ? { title: one(definition.title, form) } : {}),
    ...(definition.layout ? { layout: inLayout(definition.layout, form) } : {}),
    ...(definition.rules ? { rules: definition.rules.map((rule) => inRule(rule, form)) } : {}),
    ...(definition.checks ? { checks: definition.checks.map((check) => inCheck(check, form)) } : {}),
    ...(definition.unique
      ? { unique: definition.unique.map((set) => ({ ...set, fields: many(set.fields, form) ?? [] })) }
      : {}),
  };
}
